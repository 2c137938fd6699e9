"""Which of many patterns a line matches, in one pass over it and in time that grows with its length only.

RE2 has no backtracking, so no line, however hostile, can keep a pattern busy. Patterns have the syntax of RE2 (no
look-around, no back-references) and ignore case.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol

import re2

from trainward.errors import PageError
from trainward.records.log import LogLine

_MEMORY: Final = 64 << 20  # bytes RE2 may take for the automaton of all patterns; 800 patterns need 45 MB
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
    """Patterns that are looked for together."""

    def __init__(self, patterns: Iterable[str]) -> None:
        """Compile the patterns.

        Raises:
            PageError: one of them is not a regular expression of RE2.
        """
        self.patterns: Sequence[str] = tuple(dict.fromkeys(patterns))
        options = _options()
        options.max_mem = _MEMORY
        self._set = re2.Set.SearchSet(options)
        for pattern in self.patterns:
            try:
                self._set.Add(pattern)
            except re2.error as error:
                raise PageError(f"pattern {pattern!r}: {error}; write it in the syntax of RE2") from error
        if self.patterns:
            self._set.Compile()

    def matching(self, text: str) -> tuple[str, ...]:
        """Return the patterns that are somewhere in `text`."""
        if not self.patterns:
            return ()
        found = self._set.Match(text.encode("utf-8", "replace")) or ()  # a lone surrogate would be refused
        return tuple(self.patterns[index] for index in found)


def lines_by_pattern(patterns: PatternSet, lines: Iterable[LogLine]) -> dict[str, tuple[LogLine, ...]]:
    """Return each pattern that was seen with its first lines and its last one, oldest first."""
    seen: dict[str, list[LogLine]] = {}
    for line in lines:
        for pattern in patterns.matching(line.text):
            kept = seen.setdefault(pattern, [])
            if len(kept) < _LINES_KEPT:
                kept.append(line)
            else:
                kept[-1] = line
    return {pattern: tuple(kept) for pattern, kept in seen.items()}
