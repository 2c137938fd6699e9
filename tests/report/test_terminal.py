import io
from dataclasses import replace
from pathlib import Path

from reports import HEALTHY, RUN, SICK
from rich.console import Console

from trainward.records.finding import Finding
from trainward.records.report import Report
from trainward.report.terminal import terminal_report

MOST_LINES = 25


def _shown(report: Report, width: int = 80) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    with console.capture() as captured:
        console.print(terminal_report(report, Path("/runs/x")))
    return captured.get().splitlines()


def test_the_verdict_is_the_first_sentence() -> None:
    assert _shown(SICK)[1] == "Sick: a first cause stands out"
    assert _shown(HEALTHY)[1] == "Healthy: nothing at warning or above"


def test_a_finding_shows_severity_step_and_message() -> None:
    assert any(line.startswith("fatal   step 812 the loss is NaN") for line in _shown(SICK))


def test_a_run_with_many_findings_stays_within_25_lines() -> None:
    findings = tuple(Finding("loss-spike", "LOS002", "error", 7, "far above its level " * 6, ()) for _ in range(50))
    many = replace(SICK, findings=findings, run=replace(RUN, notices=("a long notice " * 10,) * 9))

    assert len(_shown(many)) <= MOST_LINES


def test_brackets_in_a_message_are_no_markup() -> None:
    finding = Finding("loss-spike", "LOS002", "error", 7, "layer [bold]0[/bold] [/] is sick", ())

    assert any("layer [bold]0[/bold] [/] is sick" in line for line in _shown(replace(SICK, findings=(finding,))))
