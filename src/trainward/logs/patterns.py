"""Which of many patterns a line matches, in one pass over it and in time that grows with its length only.

RE2 has no backtracking, so no line, however hostile, can keep a pattern busy. Patterns have the syntax of RE2 (no
look-around, no back-references) and ignore case.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol

import re2

from trainward.errors import PageError
from trainward.records.log import LogLine

_WITHOUT_DIGITS: Final = dict.fromkeys(map(ord, "0123456789"))
_OF_A_KIND: Final = 40  # lines; chosen
_TOGETHER: Final = 400  # patterns: the words of more do not fit into the memory RE2 gives an automaton, 8 MB
_LINES_KEPT: Final = 8  # of one pattern: the first ones, and the last


class Found(Protocol):
    """Where a pattern was found."""

    def group(self, name: str | int = 0, /) -> str:
        """Return a group's text; None where the group took no part."""

    def groups(self) -> tuple[str | None, ...]:
        """Return all groups."""

    def start(self) -> int:
        """Return where it begins."""


class Pattern(Protocol):
    """A compiled pattern."""

    def search(self, text: str | bytes, /) -> Found | None:
        """Return the first place it is found at, or None."""

    def finditer(self, text: str | bytes, /) -> Iterator[Found]:
        """Yield every place it is found at."""


def pattern(text: str | bytes) -> Pattern:
    """Return a compiled pattern that ignores case.

    Raises:
        PageError: it is not a regular expression of RE2.
    """
    options = _options()
    try:
        return re2.compile(text, options)  # type: ignore[no-any-return]  # re2 has no type hints
    except re2.error as error:
        raise PageError(f"pattern {text!r}: {error}; write it in the syntax of RE2") from error


def _options() -> "re2.Options":
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return options


class PatternSet:
    """Patterns that are looked for together: a line is held only against those whose fixed words it has."""

    def __init__(self, patterns: Iterable[str]) -> None:
        """Compile the patterns.

        Raises:
            PageError: one of them is not a regular expression of RE2.
        """
        self.patterns: Sequence[str] = tuple(dict.fromkeys(patterns))
        self._filters = [
            (begin, _filter(self.patterns[begin : begin + _TOGETHER]))
            for begin in range(0, len(self.patterns), _TOGETHER)
        ]

    def matching(self, text: str) -> tuple[str, ...]:
        """Return the patterns that are somewhere in `text`."""
        if not text:
            return ()
        encoded = text.encode()
        return tuple(
            self.patterns[begin + index] for begin, filtered in self._filters for index in filtered.Match(encoded) or ()
        )


def _filter(patterns: Sequence[str]) -> "re2.Filter":
    filtered, options = re2.Filter(), _options()
    for text in patterns:
        try:
            filtered.Add(text, options)
        except re2.error as error:
            raise PageError(f"pattern {text!r}: {error}; write it in the syntax of RE2") from error
    filtered.Compile()
    return filtered


def lines_by_pattern(patterns: PatternSet, lines: Iterable[LogLine]) -> dict[str, tuple[LogLine, ...]]:
    """Return each pattern that was seen with its first lines and its last one, oldest first.

    Of lines that differ in their digits only, as those of progress do, the first ones are looked at.
    """
    seen: dict[str, list[LogLine]] = {}
    kinds: Counter[str] = Counter()
    for line in lines:
        kind = line.text.translate(_WITHOUT_DIGITS)
        kinds[kind] += 1
        if kinds[kind] <= _OF_A_KIND:
            for pattern in patterns.matching(line.text):
                _keep(seen.setdefault(pattern, []), line)
    return {pattern: tuple(kept) for pattern, kept in seen.items()}


def _keep(kept: list[LogLine], line: LogLine) -> None:
    if len(kept) < _LINES_KEPT:
        kept.append(line)
    else:
        kept[-1] = line
