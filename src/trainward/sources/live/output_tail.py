"""Remembers the last of what the script writes to standard output and standard error, to tell of what it died."""

import sys
from collections import deque
from typing import Final

from trainward.sources.live.guard import Guard
from trainward.sources.live.streams import read_along

KEPT: Final = 128 * 1024  # characters; chosen: a traceback of every rank and the lines before it
_LONGEST: Final = 8 * 1024  # characters of one write


class OutputTail:
    """The pieces of text written last, in the order of both streams together; the streams stay what they are."""

    def __init__(self) -> None:
        """Begin empty."""
        self._pieces: deque[str] = deque()
        self._size = 0
        self._written = 0

    def listen(self, guard: Guard) -> None:
        """Read along from now on."""
        wrote = guard.watched("the script's output", self.wrote)
        for stream in (sys.stdout, sys.stderr):
            read_along(stream, wrote)

    def wrote(self, text: str) -> None:
        """Take one piece of text."""
        piece = text if len(text) <= _LONGEST else text[-_LONGEST:]
        self._pieces.append(piece)
        self._size += len(piece)
        self._written += 1
        while self._size > KEPT:
            self._size -= len(self._pieces.popleft())

    def news(self) -> str | None:
        """Return all that is kept where something came since the last call, else None."""
        if not self._written:
            return None
        self._written = 0
        return "".join(list(self._pieces))
