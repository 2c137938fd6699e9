"""Reads along what is written to a text stream; the stream itself stays what it is."""

from collections.abc import Callable
from io import TextIOWrapper
from typing import TextIO


def read_along(stream: TextIO, wrote: Callable[[str], object]) -> None:
    """Hand each piece of text to `wrote` once it is written; a stream of another kind is left alone."""
    if not isinstance(stream, TextIOWrapper):
        return
    original = stream.write

    def write(text: str) -> int:
        count = original(text)
        wrote(text)
        return count

    stream.write = write  # type: ignore[method-assign]  # an attribute of this one stream
