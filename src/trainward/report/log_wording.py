"""Phrases about a log that every form of the report shares."""

from collections.abc import Iterator
from typing import Final

from trainward.records.diagnosis import Quote, Verdict
from trainward.records.log import LogLine, LogReport
from trainward.records.report import Report
from trainward.report.wording import meaning

QUOTED: Final = 200
"""Characters of a line that are shown; the JSON report has the whole line."""

_END: Final = 80  # characters of these from its end
_WORDS: Final[dict[Verdict, str]] = {"healthy": "Healthy", "diagnosed": "Diagnosed", "undecided": "Undecided"}


def log_word(report: Report) -> str:
    """Return the verdict in a word."""
    return _WORDS[report.verdict]


def log_reason(report: Report, log: LogReport) -> str:
    """Return in a sentence why the verdict is what it is."""
    if report.verdict == "diagnosed":
        first = report.diagnoses[0]
        return f"{meaning(first)} (`{first.cause}`, {first.confidence:.0%} sure)."
    if report.verdict == "healthy":
        if log.harmless:
            return f"What looks alarming is known to be harmless: {', '.join(name for name, _ in log.harmless[:4])}."
        return "Nothing in it says that something is wrong."
    if report.diagnoses:
        names = " or ".join(f"`{one.cause}`" for one in report.diagnoses[:3])
        return f"It may be {names}; the log does not decide."
    if log.alarms:
        return "It reports an error that no known cause accounts for; below is what would decide."
    return "It cannot be decided from this; below is what would decide."


def extent(log: LogReport) -> str:
    """Return how much was read."""
    sources = log.read.sources
    lines = sum(one.lines for one in sources)
    size = sum(one.size for one in sources)
    ranks = {line.rank for line in log.read.lines if line.rank is not None}
    what = sources[0].name if len(sources) == 1 else f"{len(sources)} logs"
    told = f"{what}: {lines:,} line{'' if lines == 1 else 's'}, {in_bytes(size)}"
    return f"{told}, {len(ranks)} ranks" if len(ranks) > 1 else told


def in_bytes(size: int) -> str:
    """Return a size with a unit that keeps it readable."""
    for limit, factor, unit in ((10_000, 1, "bytes"), (10_000_000, 1e3, "kB"), (10_000_000_000, 1e6, "MB")):
        if size < limit:
            return f"{size / factor:.0f} {unit}"
    return f"{size / 1e9:.1f} GB"


def origin(line: LogLine | Quote, log: LogReport) -> str:
    """Return where a line stands: its number, and its source where there are several."""
    rank = f", rank {line.rank}" if line.rank is not None else ""
    if len(log.read.sources) == 1 and line.source == log.read.sources[0].name:
        return f"line {line.number}{rank}"
    return f"{line.source}:{line.number}{rank}"


def quoted(text: str) -> str:
    """Return a line cut to what is shown: its beginning, and its end, where a message stands that follows a bar."""
    text = text.strip()
    return text if len(text) <= QUOTED else f"{text[: QUOTED - _END - 5]} ... {text[-_END:]}"


def notes(report: Report, log: LogReport) -> Iterator[str]:
    """Yield what else should be known."""
    yield from log.read.notices
    if report.verdict != "healthy" and log.harmless:
        yield f"harmless, though it may look alarming: {', '.join(name for name, _ in log.harmless[:6])}"
