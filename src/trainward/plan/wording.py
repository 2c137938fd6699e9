"""Short phrases of figures for the sentences of a plan."""

from math import isnan
from typing import Final

from trainward.records.layout import Layout

_SAME: Final = 0.005  # a smaller share is no difference that the estimate could tell; chosen
_SIZES: Final = ("tensor", "pipeline", "context", "expert", "data")


def days_phrase(days: float) -> str:
    """Return a length of time in the unit that keeps it readable."""
    units = ((2 / 24, 1440.0, "minutes"), (2.0, 24.0, "hours"), (1000.0, 1.0, "days"))
    factor, unit = next(((size, word) for most, size, word in units if days < most), (1 / 365.25, "years"))
    return f"{days * factor:.3g} {unit}"


def usd_phrase(dollars: float) -> str:
    """Return a sum of money."""
    if isnan(dollars):
        return "an unknown sum"
    for size, word in ((1e9, " billion"), (1e6, " million")):
        if dollars >= size:
            return f"{dollars / size:.3g}{word} USD"
    return f"{dollars:,.0f} USD"


def change_phrase(ratio: float, more: str, less: str) -> str:
    """Return by how much a figure is above or below another, empty where no estimate could tell them apart.

    `more` and `less` are plain adjectives such as "long" and "short".
    """
    if abs(ratio - 1) < _SAME or isnan(ratio):
        return ""
    if ratio >= 2:
        return f"{ratio:.3g} times as {more}"
    return f"{abs(ratio - 1) * 100:.2g} % {more if ratio > 1 else less}er"


def layout_phrase(layout: Layout) -> str:
    """Return how a run is spread, in a line: what is more than 1, and what is repeated."""
    told = " x ".join(f"{name} {size}" for name in _SIZES if (size := getattr(layout, name)) > 1) or "one GPU"
    extras = [
        f"{layout.virtual_stages} virtual stages" if layout.virtual_stages > 1 else "",
        f"ZeRO-{layout.zero}" if layout.zero > 1 else "",
        f"micro-batch {layout.micro_batch}",
        f"{layout.recompute} recomputation" if layout.recompute != "none" else "",
    ]
    return ", ".join([told, *(one for one in extras if one)])
