from dataclasses import replace
from pathlib import Path

import pytest
from reports import HEALTHY, RUN, SICK

from trainward.report.plain import plain_report

MOST_LINES = 25


def test_the_verdict_comes_first_and_the_folder_last() -> None:
    lines = list(plain_report(SICK, Path("/runs/x")))

    assert lines[0] == "Sick: a first cause stands out."
    assert "/runs/x" in lines[-1]


def test_a_healthy_run_takes_four_lines() -> None:
    assert len(list(plain_report(HEALTHY, Path("/runs/x")))) == 4


def test_a_run_with_many_findings_stays_short() -> None:
    many = replace(
        SICK, findings=SICK.findings * 20, diagnoses=SICK.diagnoses * 3, run=replace(RUN, notices=("n",) * 9)
    )

    lines = list(plain_report(many, Path("/runs/x")))

    assert len(lines) <= MOST_LINES
    assert "and 54 more findings" in lines


def test_every_line_is_one_line() -> None:
    assert not [line for line in plain_report(SICK, Path("/runs/x")) if "\n" in line]


@pytest.mark.parametrize(
    ("run", "start"),
    [
        (replace(RUN, steps=0), "Undecided: no training step was seen"),
        (replace(RUN, state="lost", exit_code=None), "Healthy: nothing at warning or above before the run broke off"),
        (replace(RUN, exit_code=1), "Healthy: nothing at warning or above before the run broke off"),
        (RUN, "Healthy: nothing at warning or above"),
    ],
)
def test_the_verdict_does_not_hide_how_the_run_ended(run: object, start: str) -> None:
    report = replace(HEALTHY, run=run)

    assert next(plain_report(report, Path("/runs/x"))) == f"{start}."
