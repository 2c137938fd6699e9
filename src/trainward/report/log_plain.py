"""What a log says as plain lines, wherever there is no terminal."""

from collections.abc import Iterator
from typing import Final

from trainward.records.diagnosis import Diagnosis
from trainward.records.log import LogReport
from trainward.records.report import Report
from trainward.report.log_wording import extent, log_reason, log_word, notes, origin, quoted
from trainward.report.wording import meaning

MOST_CAUSES: Final = 3
MOST_QUOTES: Final = 4
MOST_REMEDIES: Final = 3
MOST_ALARMS: Final = 4
MOST_ASKED: Final = 3


def log_plain(report: Report, log: LogReport) -> Iterator[str]:
    """Yield verdict, causes with quoted lines and remedies, what nothing explains, and what to get next."""
    yield f"{log_word(report)}: {log_reason(report, log).replace('`', '')}"
    yield extent(log)
    for diagnosis in report.diagnoses[:MOST_CAUSES]:
        yield from _cause(diagnosis, log)
    if log.alarms and report.verdict != "diagnosed":
        yield "not explained:"
        yield from (f"  {origin(line, log)}: {quoted(line.text)}" for line in log.alarms[:MOST_ALARMS])
    yield from (f"to be surer, get {text}" for text in log.ask[:MOST_ASKED])
    yield from (f"note: {text}" for text in notes(report, log))


def _cause(diagnosis: Diagnosis, log: LogReport) -> Iterator[str]:
    yield f"cause {diagnosis.rank}: {diagnosis.cause} ({diagnosis.confidence:.0%}): {meaning(diagnosis)}"
    yield from (f"  {origin(quote, log)}: {quoted(quote.text)}" for quote in diagnosis.quotes[:MOST_QUOTES])
    yield from (f"  against: {text}" for text in diagnosis.against)
    yield from (f"  do: {remedy}" for remedy in diagnosis.remedies[: MOST_REMEDIES if diagnosis.rank == 1 else 1])
    if diagnosis.rank == 1:
        yield f"  more: trainward explain-cause {diagnosis.cause}"
