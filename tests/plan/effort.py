"""How much a call works, counted in lines of Python and not by the clock."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


class TooMuch(AssertionError):
    """A call has run more lines than it may."""


def lines_run(call: Callable[[], object], most: int = 1_000_000) -> int:
    """Return how many lines a call runs.

    Raises:
        TooMuch: they are more than `most`.
    """
    count = 0

    def traced(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        if count > most:
            raise TooMuch(f"more than {most:,} lines")
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        call()
    finally:
        sys.settrace(before)
    return count
