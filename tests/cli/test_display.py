import os
from dataclasses import replace
from pathlib import Path

import pytest

from trainward.cli.display import LineDisplay, QuietDisplay, display_for
from trainward.records.finding import Finding, Severity
from trainward.records.report import Report
from trainward.records.run import Run


def _report(*findings: tuple[str, Severity, int]) -> Report:
    found = tuple(Finding(rule, "XXX001", severity, step, f"{rule}: 3 > 2", ()) for rule, severity, step in findings)
    return Report("undecided", Run("r", ("train.py",), "now", steps=9), {}, found, ())


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str]) -> pytest.CaptureFixture[str]:
    return capfd


def test_a_log_gets_plain_lines(tmp_path: Path, said: pytest.CaptureFixture[str]) -> None:
    assert isinstance(display_for(tmp_path, quiet=False), LineDisplay)
    assert said.readouterr().err == f"trainward: watching; the run is stored in {tmp_path}\n"


def test_quiet_says_nothing_but_trouble(tmp_path: Path, said: pytest.CaptureFixture[str]) -> None:
    display = display_for(tmp_path, quiet=True)
    display.show(_report(("loss-spike", "error", 1)))
    display.end(_report(("loss-spike", "error", 1)))

    assert isinstance(display, QuietDisplay)
    assert said.readouterr() == ("", "")
    display.say("the report cannot be written")
    assert said.readouterr().err == "trainward: the report cannot be written\n"


def test_a_finding_is_said_when_it_comes_and_once(tmp_path: Path, said: pytest.CaptureFixture[str]) -> None:
    display = LineDisplay(tmp_path)
    said.readouterr()
    display.show(_report(("loss-spike", "warning", 5), ("loss-slow", "info", 1)))
    display.show(_report(("loss-spike", "warning", 6)))

    assert said.readouterr().err == "trainward: warning at step 5: loss-spike: 3 > 2 [loss-spike XXX001]\n"


def test_a_finding_that_grows_graver_is_said_again(tmp_path: Path, said: pytest.CaptureFixture[str]) -> None:
    display = LineDisplay(tmp_path)
    display.show(_report(("loss-spike", "warning", 5)))
    said.readouterr()
    display.show(_report(("loss-spike", "error", 5)))

    assert said.readouterr().err.startswith("trainward: error at step 5")


def test_standard_output_belongs_to_the_script(tmp_path: Path, said: pytest.CaptureFixture[str]) -> None:
    display = LineDisplay(tmp_path)
    report = _report(("loss-spike", "warning", 5))
    display.show(report)
    display.end(replace(report, verdict="undecided"))

    assert said.readouterr().out == ""


def test_an_error_output_that_is_closed_is_no_error(tmp_path: Path, said: pytest.CaptureFixture[str]) -> None:
    display = LineDisplay(tmp_path)
    kept = os.dup(2)
    os.close(2)
    try:
        display.say("nobody hears this")
    finally:
        os.dup2(kept, 2)
        os.close(kept)
