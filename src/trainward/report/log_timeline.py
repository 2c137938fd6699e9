"""When what showed, as a drawing: a row a rank or log, a mark a line that matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from trainward.records.log import LogLine, LogReport
from trainward.records.report import Report
from trainward.report.log_wording import origin, quoted

ROWS: Final = 64
_WIDTH: Final = 1000.0
_LEFT: Final = 150.0
_RIGHT: Final = 24.0
_ROW: Final = 26.0
_TOP: Final = 8.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A line on the drawing; `kind` is the number of the cause it speaks for, 0 for none; `title` is what it says."""

    x: float
    y: float
    kind: int
    title: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing: rows with their names, marks, ticks of the axis, and its size in units of the view box."""

    rows: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, str], ...]
    width: float
    height: float
    by_time: bool
    left: float = _LEFT


def timeline(report: Report, log: LogReport) -> Timeline | None:
    """Return the drawing, or None where fewer than two moments are known."""
    moments = log.moments
    if len(moments) < 2:
        return None
    by_time = all(line.seconds is not None for line in moments)
    places = [line.seconds if by_time and line.seconds is not None else float(line.number) for line in moments]
    low, high = min(places), max(places)
    if high == low:
        return None
    names = list(dict.fromkeys(_row(line, log) for line in moments))[:ROWS]
    scale = (_WIDTH - _LEFT - _RIGHT) / (high - low)
    kinds = {
        (quote.source, quote.number): diagnosis.rank
        for diagnosis in reversed(report.diagnoses)
        for quote in diagnosis.quotes
    }
    marks = tuple(
        Mark(
            round(_LEFT + (place - low) * scale, 1),
            _TOP + _ROW * (names.index(_row(line, log)) + 0.5),
            kinds.get((line.source, line.number), 0),
            f"{origin(line, log)}: {quoted(line.text)}",
        )
        for line, place in zip(moments, places, strict=True)
        if _row(line, log) in names
    )
    rows = tuple((_TOP + _ROW * (place + 0.5), name) for place, name in enumerate(names))
    return Timeline(rows, marks, _ticks(low, high, by_time), _WIDTH, _TOP + _ROW * len(names) + 26, by_time)


def _row(line: LogLine, log: LogReport) -> str:
    if line.rank is not None:
        return f"rank {line.rank}"
    name = line.source.replace("\\", "/").rsplit("/", 1)[-1]
    return name if len(name) <= 20 else f"...{name[-17:]}"


def _ticks(low: float, high: float, by_time: bool) -> tuple[tuple[float, str], ...]:
    places: Sequence[float] = [low + (high - low) * part / 4 for part in range(5)]
    texts = [_clock(place) if by_time else f"line {place:,.0f}" for place in places]
    return tuple((round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * part / 4, 1), text) for part, text in enumerate(texts))


def _clock(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%m-%d %H:%M:%S}"
