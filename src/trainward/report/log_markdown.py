"""What a log says as Markdown, to paste into an issue."""

from collections.abc import Iterable, Iterator
from typing import Final

from trainward.records.diagnosis import Diagnosis
from trainward.records.log import LogReport
from trainward.records.report import Report
from trainward.report.log_wording import extent, log_reason, log_word, notes, origin, quoted
from trainward.report.wording import meaning

_FENCE: Final = "```"


def log_markdown(report: Report, log: LogReport) -> str:
    """Return the report of a log as Markdown text with a newline at its end."""
    return "\n".join(_lines(report, log)) + "\n"


def _lines(report: Report, log: LogReport) -> Iterator[str]:
    yield f"# {log_word(report)}: {log_reason(report, log)}"
    yield ""
    yield f"Read: {extent(log)}."
    for diagnosis in report.diagnoses:
        yield from _cause(diagnosis, log)
    if log.alarms and report.verdict != "diagnosed":
        yield from ("", "## Not explained", "")
        yield from _block(f"{origin(line, log)}: {quoted(line.text)}" for line in log.alarms)
    if log.ask:
        yield from ("", "## To be surer", "")
        yield from (f"- {text}" for text in log.ask)
    told = list(notes(report, log))
    if told:
        yield from ("", "## Notes", "")
        yield from (f"- {text}" for text in told)


def _cause(diagnosis: Diagnosis, log: LogReport) -> Iterator[str]:
    yield from ("", f"## {diagnosis.rank}. {diagnosis.cause} ({diagnosis.confidence:.0%})", "")
    yield f"{meaning(diagnosis)}."
    if diagnosis.quotes:
        yield ""
        yield from _block(f"{origin(quote, log)}: {quoted(quote.text)}" for quote in diagnosis.quotes)
    yield from (f"- against: {text}" for text in diagnosis.against)
    if diagnosis.remedies:
        yield ""
        yield from (f"{number}. {remedy}" for number, remedy in enumerate(diagnosis.remedies, start=1))


def _block(lines: Iterable[str]) -> Iterator[str]:
    yield _FENCE
    # a fence inside a quoted line would end the block
    yield from (line.replace(_FENCE, "'''") for line in lines)
    yield _FENCE
