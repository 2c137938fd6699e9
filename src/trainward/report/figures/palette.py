"""The colours of all figures: each stands out on white and on the dark background."""

from typing import Final

BLUE: Final = "#2f7ed8"
ORANGE: Final = "#d55e00"
GREEN: Final = "#009e73"
PURPLE: Final = "#b5609c"
AMBER: Final = "#b8860b"
TEAL: Final = "#0f9aa8"
GREY: Final = "#7a828e"

LINES: Final = (
    (BLUE, "solid"),
    (ORANGE, "solid"),
    (GREEN, "solid"),
    (PURPLE, "dash"),
    (AMBER, "dash"),
    (TEAL, "dot"),
)
"""Colour and dash of lines in the order in which they are given out: no two that look alike to a colour-blind reader
(all within a narrow range of lightness, for both backgrounds) have the same dash."""

MARK: Final = ORANGE
"""What needs attention: evidence, readings that are not finite, the step where a finding began."""


def line_style(index: int) -> dict[str, str]:
    """Return colour and dash of the line at `index`; they repeat after as many lines as LINES has."""
    colour, dash = LINES[index % len(LINES)]
    return {"color": colour, "dash": dash}


def faded(colour: str, opacity: float) -> str:
    """Return a hexadecimal colour as rgba with `opacity` in 0..1."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
