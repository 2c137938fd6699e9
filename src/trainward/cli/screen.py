"""The bottom lines of the terminal, held apart from what the script prints.

The terminal is told to scroll only the lines above (DECSTBM), so the script's output runs there as always. Cursor and
colours are the script's: each refresh saves them, draws, and puts them back, in a single write.
"""

import io
import os
from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

_SAVE: Final = "\x1b7"
_RESTORE: Final = "\x1b8"
_ALL_SCROLLS: Final = "\x1b[r"
_CLEAR_LINE: Final = "\x1b[2K"
_PLAIN: Final = "\x1b[0m"
_FEWEST_ROWS: Final = 15  # a lower terminal is left to the script


class BottomLines:
    """Reserved lines at the bottom of the terminal behind `descriptor`; a terminal that is gone is no error."""

    def __init__(self, descriptor: int, lines: int) -> None:
        """Name the terminal; nothing changes on it before the first `draw`."""
        self._descriptor = descriptor
        self._lines = lines
        self._size: tuple[int, int] | None = None

    def width(self) -> int:
        """Return the number of columns, 80 when the terminal is gone."""
        return self._measure()[0]

    def draw(self, lines: Sequence[Text]) -> None:
        """Show the lines; a terminal that changed its size is taken again."""
        columns, rows = self._measure()
        if rows < _FEWEST_ROWS:
            self.close()
            return
        prefix = "" if self._size == (columns, rows) else self._reserve(rows)
        self._size = (columns, rows)
        body = "".join(
            f"\x1b[{rows - self._lines + number};1H{_CLEAR_LINE}{text}"
            for number, text in enumerate(_rendered(lines[: self._lines], columns), start=1)
        )
        self._write(f"{prefix}{_SAVE}{_PLAIN}{body}{_RESTORE}")

    def close(self) -> None:
        """Give the lines back to the script, empty."""
        if self._size is None:
            return
        rows = self._measure()[1]
        self._size = None
        self._write(f"{_SAVE}{_ALL_SCROLLS}{self._clear(rows)}{_RESTORE}")

    def _reserve(self, rows: int) -> str:
        # first make room, so that the cursor is above the reserved lines whatever was on the screen
        room = "\n" * self._lines + f"\x1b[{self._lines}A"
        free = f"{_SAVE}{_ALL_SCROLLS}{_RESTORE}" if self._size else ""
        return f"{free}{room}{_SAVE}\x1b[1;{rows - self._lines}r{_RESTORE}"

    def _clear(self, rows: int) -> str:
        return "".join(f"\x1b[{rows - self._lines + line};1H{_CLEAR_LINE}" for line in range(1, self._lines + 1))

    def _measure(self) -> tuple[int, int]:
        try:
            size = os.get_terminal_size(self._descriptor)
        except OSError:
            return 80, 0
        return (size.columns, size.lines) if size.columns and size.lines else (80, 24)

    def _write(self, text: str) -> None:
        try:
            os.write(self._descriptor, text.encode())
        except OSError:  # the terminal was closed; the run goes on and so does its examination
            return


def _rendered(lines: Sequence[Text], columns: int) -> list[str]:
    target = io.StringIO()
    console = Console(file=target, force_terminal=True, color_system="standard", width=columns, highlight=False)
    for line in lines:
        console.print(line, overflow="ellipsis", no_wrap=True, crop=True)
    return target.getvalue().splitlines()
