"""A report as rich renderables, for a terminal."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from trainward.records.diagnosis import Diagnosis, Verdict
from trainward.records.finding import Finding, Severity
from trainward.records.report import Report
from trainward.report.plain import MOST_CAUSES, MOST_FINDINGS, MOST_NOTICES
from trainward.report.wording import ending, meaning, pace, place, verdict_sentence, watching

SEVERITY_STYLE: Final[Mapping[Severity, str]] = {
    "info": "cyan",
    "warning": "yellow",
    "error": "red",
    "fatal": "bold white on red",
}
_WHOLE_FINDINGS: Final = 3  # the gravest may take several lines, the others are cut
_VERDICT_STYLE: Final[Mapping[Verdict, str]] = {
    "healthy": "bold green",
    "diagnosed": "bold red",
    "undecided": "bold yellow",
}


def terminal_report(report: Report, stored: Path) -> RenderableType:
    """Return the summary of a run: verdict first, at most 25 lines on a terminal of 80 columns or more."""
    return Group(*_parts(report, stored))


def _parts(report: Report, stored: Path) -> Iterator[RenderableType]:
    run = report.run
    yield Rule(Text("Trainward", style="bold"), align="left", style="dim")
    yield Text(verdict_sentence(report), style=_VERDICT_STYLE[report.verdict])
    yield Text(f"{ending(run)}; {pace(run)}; {watching(run)}", style="dim")
    for number, finding in enumerate(report.findings[:MOST_FINDINGS]):
        yield _finding(finding, whole=number < _WHOLE_FINDINGS)
    if len(report.findings) > MOST_FINDINGS:
        yield Text(f"and {len(report.findings) - MOST_FINDINGS} more findings", style="dim")
    for diagnosis in report.diagnoses[:MOST_CAUSES]:
        yield from _cause(diagnosis)
    for notice in run.notices[:MOST_NOTICES]:
        yield _line("note: ", notice, "dim")
    yield _line("stored in ", str(stored), "")
    yield _line("", f"trainward report {run.id} --html report.html", "dim")


def _finding(finding: Finding, *, whole: bool) -> Text:
    line = Text(f"{finding.severity:<7}", style=SEVERITY_STYLE[finding.severity])
    line.append(f" {place(finding)} ", style="dim not bold default on default")
    line.append(" ".join(finding.message.split()), style="not bold default on default")
    if not whole:
        line.no_wrap, line.overflow = True, "ellipsis"
    return line


def _cause(diagnosis: Diagnosis) -> Iterator[RenderableType]:
    head = f"{diagnosis.rank}. {diagnosis.cause} {diagnosis.confidence:.0%}  "
    yield _line(head, meaning(diagnosis), "bold" if diagnosis.rank == 1 else "")
    for remedy in diagnosis.remedies[:1]:
        yield _line("   -> ", remedy, "")


def _line(head: str, text: str, style: str) -> Text:
    return Text(head + " ".join(text.split()), style=style, no_wrap=True, overflow="ellipsis")
