"""Phrases that every form of the report shares."""

from typing import Final

from trainward.records.diagnosis import Diagnosis, Verdict
from trainward.records.finding import Finding
from trainward.records.report import Report
from trainward.records.run import Run

_VERDICTS: Final[dict[Verdict, str]] = {
    "healthy": "Healthy: nothing at warning or above",
    "diagnosed": "Sick: a first cause stands out",
    "undecided": "Undecided: there are findings, but no cause stands out",
}


def verdict_sentence(report: Report) -> str:
    """Return the verdict as a sentence without its full stop."""
    if report.run.steps == 0 and report.verdict != "diagnosed":
        return "Undecided: no training step was seen"
    if report.verdict == "healthy" and (report.run.state == "lost" or report.run.exit_code):
        return "Healthy: nothing at warning or above before the run broke off"
    return _VERDICTS[report.verdict]


def ending(run: Run) -> str:
    """Return how the run ended, or that it has not."""
    if run.state == "running":
        return "still running"
    if run.state == "lost":
        return "its process died without a word"
    return "ended" if run.exit_code is None else f"exit code {run.exit_code}"


def pace(run: Run) -> str:
    """Return the number of steps and the time of one."""
    steps = f"{run.steps:,} step{'' if run.steps == 1 else 's'}"
    if run.step_seconds_median is None:
        return steps
    return f"{steps}, {duration(run.step_seconds_median)} each (median)"


def watching(run: Run) -> str:
    """Return what watching cost against what it was allowed."""
    cost = f"watching cost {run.watch_share:.2%} of the training time, {duration(run.watch_seconds)}"
    if run.watch_share <= run.watch_budget:
        return f"{cost} (budget {run.watch_budget:.2%})"
    return f"{cost} (budget {run.watch_budget:.2%}; a run is watched more closely at first, and makes up for it later)"


def meaning(diagnosis: Diagnosis) -> str:
    """Return what the cause means in a phrase, or its id in words."""
    return str(diagnosis.detail.get("meaning") or diagnosis.cause.replace("_", " "))


def place(finding: Finding) -> str:
    """Return where in the run a finding begins."""
    return f"step {finding.step:,}" if finding.step else "before step 1"


def duration(seconds: float) -> str:
    """Return a time with a unit that keeps it readable."""
    for limit, factor, unit in ((1e-3, 1e6, "us"), (1.0, 1e3, "ms")):
        if seconds < limit:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.3g} s"
