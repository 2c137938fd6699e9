"""The colours of all figures: each stands out on white and on the dark background, also for colour-blind readers."""

from typing import Final

BLUE: Final = "#2f7ed8"
ORANGE: Final = "#d55e00"
GREEN: Final = "#009e73"
PURPLE: Final = "#b5609c"
AMBER: Final = "#b8860b"
TEAL: Final = "#0f9aa8"
GREY: Final = "#7a828e"

LINES: Final = (BLUE, ORANGE, GREEN, PURPLE, AMBER, TEAL)
"""Colours of lines in the order in which they are given out."""

DASHES: Final = ("solid", "dash", "dot", "dashdot")
"""A second trait of lines, so that colour is never the only one."""

MARK: Final = ORANGE
"""What needs attention: evidence, readings that are not finite, the step where a finding began."""


def line_style(index: int) -> dict[str, str]:
    """Return colour and dash of the line at `index`; they repeat after 24 lines."""
    return {"color": LINES[index % len(LINES)], "dash": DASHES[index // len(LINES) % len(DASHES)]}


def faded(colour: str, opacity: float) -> str:
    """Return a hexadecimal colour as rgba with `opacity` in 0..1."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
