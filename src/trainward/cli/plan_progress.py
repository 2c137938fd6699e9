"""Shows on the terminal how much of a long answer is done."""

import sys
import time
from collections.abc import Callable
from typing import Final

_SECONDS: Final = 0.2  # between two lines; chosen
_CLEAR: Final = "\r\x1b[K"


def progress(verb: str, things: str) -> Callable[[int, int], None]:
    """Return what shows how many things are done, now and then, and nothing where nobody watches."""
    if not sys.stderr.isatty():
        return lambda done, whole: None
    shown = time.monotonic()

    def show(done: int, whole: int) -> None:
        nonlocal shown
        if done < whole and time.monotonic() - shown > _SECONDS:
            shown = time.monotonic()
            sys.stderr.write(f"{_CLEAR}{verb} {done:,} of {whole:,} {things}")
            sys.stderr.flush()

    return show


def clear_progress() -> None:
    """Take the line of progress away, where there may be one."""
    if sys.stderr.isatty():
        sys.stderr.write(_CLEAR)
        sys.stderr.flush()
