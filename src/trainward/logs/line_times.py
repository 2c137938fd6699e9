"""Gives a line without a time the time of the line before it."""

from collections.abc import Iterable
from dataclasses import replace

from trainward.records.log import LogLine


def with_times(lines: Iterable[LogLine]) -> tuple[LogLine, ...]:
    """Return the lines, each with the last time of its source up to there; before the first time there is none."""
    last: dict[str, float] = {}
    timed = []
    for line in lines:
        if line.seconds is not None:
            last[line.source] = line.seconds
            timed.append(line)
        else:
            timed.append(replace(line, seconds=last[line.source]) if line.source in last else line)
    return tuple(timed)
