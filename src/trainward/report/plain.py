"""A report as a few plain lines, for logs and wherever there is no terminal."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from trainward.records.finding import Finding
from trainward.records.report import Report
from trainward.report.wording import ending, meaning, pace, place, verdict_sentence, watching

MOST_FINDINGS: Final = 6
MOST_CAUSES: Final = 3
MOST_NOTICES: Final = 3


def plain_report(report: Report, stored: Path) -> Iterator[str]:
    """Yield at most 25 lines: verdict, account of the run, findings, causes with what to do, notices, where it is."""
    run = report.run
    yield f"{verdict_sentence(report)}."
    yield f"{ending(run)}; {pace(run)}; {watching(run)}."
    yield from map(plain_finding, report.findings[:MOST_FINDINGS])
    if len(report.findings) > MOST_FINDINGS:
        yield f"and {len(report.findings) - MOST_FINDINGS} more findings"
    for diagnosis in report.diagnoses[:MOST_CAUSES]:
        yield f"likely cause {diagnosis.rank}: {diagnosis.cause} ({diagnosis.confidence:.0%}): {meaning(diagnosis)}"
        yield from (f"  do: {remedy}" for remedy in diagnosis.remedies[:1])
    yield from (f"note: {notice}" for notice in run.notices[:MOST_NOTICES])
    yield f"stored in {stored}; `trainward report {run.id} --html report.html` shows it"


def plain_finding(finding: Finding) -> str:
    """Return a finding as one line."""
    message = " ".join(finding.message.split())
    return f"{finding.severity} at {place(finding)}: {message} [{finding.rule} {finding.code}]"
