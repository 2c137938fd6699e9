"""A report as rich renderables, for a terminal."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
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
_VERDICT_STYLE: Final[Mapping[Verdict, str]] = {
    "healthy": "bold green",
    "diagnosed": "bold red",
    "undecided": "bold yellow",
}


def terminal_report(report: Report, stored: Path) -> RenderableType:
    """Return the summary of a run: verdict first, at most 25 lines on a terminal of 80 columns or more."""
    return Group(*_parts(report, stored))


def findings_table(findings: tuple[Finding, ...]) -> RenderableType:
    """Return the findings as a table, one line each."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    for finding in findings:
        severity = Text(finding.severity, style=SEVERITY_STYLE[finding.severity])
        table.add_row(severity, place(finding), Text(" ".join(finding.message.split())))
    return table


def _parts(report: Report, stored: Path) -> Iterator[RenderableType]:
    run = report.run
    yield Rule(Text("Trainward", style="bold"), align="left", style="dim")
    yield Text(verdict_sentence(report), style=_VERDICT_STYLE[report.verdict])
    yield Text(f"{ending(run)}; {pace(run)}; {watching(run)}", style="dim")
    if report.findings:
        yield findings_table(report.findings[:MOST_FINDINGS])
    if len(report.findings) > MOST_FINDINGS:
        yield Text(f"and {len(report.findings) - MOST_FINDINGS} more findings", style="dim")
    for diagnosis in report.diagnoses[:MOST_CAUSES]:
        yield from _cause(diagnosis)
    for notice in run.notices[:MOST_NOTICES]:
        yield _line("not seen: ", notice, "dim")
    yield _line("stored in ", str(stored), "")
    yield _line("", f"trainward report {run.id} --html report.html", "dim")


def _cause(diagnosis: Diagnosis) -> Iterator[RenderableType]:
    head = f"{diagnosis.rank}. {diagnosis.cause} {diagnosis.confidence:.0%}  "
    yield _line(head, meaning(diagnosis), "bold" if diagnosis.rank == 1 else "")
    for remedy in diagnosis.remedies[:1]:
        yield _line("   -> ", remedy, "")


def _line(head: str, text: str, style: str) -> Text:
    return Text(head + " ".join(text.split()), style=style, no_wrap=True, overflow="ellipsis")
