"""How much of the data an epoch visited, where a log counts it."""

from collections.abc import Iterator
from typing import Final

from trainward.logs.patterns import pattern
from trainward.records.log import LogFact, LogView

FACTS: Final = {"epoch-visits-part": "an epoch visited only a part of the data"}

_VISITED: Final = pattern(
    r"\b(?:distinct|unique|different) (?:ind\w+|samples|rows|ids?|images|examples|files|records)\b.{0,10}?"
    r"(?P<seen>[0-9]{1,12}) ?(?:of|/|out of) ?(?P<all>[0-9]{1,12})"
)
_PART: Final = 0.9  # share of the data; a last batch that is dropped leaves out less; chosen


def read(view: LogView) -> Iterator[LogFact]:
    """Yield the first count that falls short of the data."""
    for line in view.lines:
        match = _VISITED.search(line.text)
        if match and int(match.group("seen")) < _PART * int(match.group("all")):
            yield LogFact("epoch-visits-part", f"{match.group('seen')} of {match.group('all')}", (line,))
            return
