"""A report as Markdown, to paste into an issue."""

from collections.abc import Iterator

from trainward.records.diagnosis import Diagnosis
from trainward.records.finding import Finding
from trainward.records.report import Report
from trainward.report.wording import ending, meaning, pace, place, verdict_sentence, watching


def markdown_report(report: Report) -> str:
    """Return the report as Markdown text with a newline at its end."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    run = report.run
    yield f"# {verdict_sentence(report)}"
    yield ""
    yield f"Run `{run.id}`: {_code(' '.join(run.command))}, {ending(run)}; {pace(run)}; {watching(run)}."
    if report.diagnoses:
        yield from ("", "## Likely causes", "")
        for diagnosis in report.diagnoses:
            yield from _diagnosis(diagnosis)
    yield from ("", "## Findings", "")
    if report.findings:
        yield from ("| severity | where | rule | finding |", "|---|---|---|---|")
        yield from map(_finding, report.findings)
    else:
        yield "None."
    if run.notices:
        yield from ("", "## Notes", "")
        yield from (f"- {notice}" for notice in run.notices)
    yield from ("", "## Environment", "")
    yield f"- started {run.started_at}"
    if run.machine:
        yield f"- {run.machine}"
    yield from (f"- {name} {version}" for name, version in run.versions)


def _diagnosis(diagnosis: Diagnosis) -> Iterator[str]:
    yield f"{diagnosis.rank}. **{diagnosis.cause}** ({diagnosis.confidence:.0%}): {meaning(diagnosis)}"
    yield from (f"   - for: {reason}" for reason in diagnosis.for_)
    yield from (f"   - against: {reason}" for reason in diagnosis.against)
    yield from (f"   - do: {remedy}" for remedy in diagnosis.remedies)


def _finding(finding: Finding) -> str:
    message = finding.message.replace("|", "\\|").replace("\n", " ")
    return f"| {finding.severity} | {place(finding)} | {finding.rule} ({finding.code}) | {message} |"


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"
