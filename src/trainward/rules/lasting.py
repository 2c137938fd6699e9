"""Since when something has been so without a break, up to the newest reading."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

ENOUGH: Final = ((5, 20), (3, 50))
"""Readings, and steps that they span: a first dozen of steps, each of them read, is a start and no state; where steps
are cheap, few of them are read, and three far apart say as much. Chosen."""


LONG_SPELL: Final = (5, 100, 0.3)
"""Readings, steps, and share of the run that a state must have held for to count although it is over. Chosen."""


def long_spell(holds: NDArray[np.bool_], steps: NDArray[np.int64]) -> tuple[int, int] | None:
    """Return the first and last index of the longest stretch of `holds`, if it is a good part of the run."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], holds, [False])).astype(np.int8)))
    if not len(edges):
        return None
    begins, ends = edges[::2], edges[1::2] - 1
    spans = steps[ends] - steps[begins] + 1
    longest = int(np.argmax(spans))
    begin, end = int(begins[longest]), int(ends[longest])
    readings, wide, share = LONG_SPELL
    whole = int(steps[-1] - steps[0]) + 1
    long = end - begin + 1 >= readings and spans[longest] >= wide and spans[longest] >= share * whole
    return (begin, end) if long else None


def lasting_since(holds: NDArray[np.bool_], steps: NDArray[np.int64]) -> int | None:
    """Return the index from which `holds` is true to the end, or None when that is too short to count.

    It counts from 5 readings that span 20 steps on, or 3 that span 50.
    """
    broken = np.flatnonzero(~holds)
    begin = int(broken[-1]) + 1 if len(broken) else 0
    count = len(holds) - begin
    span = int(steps[-1] - steps[begin]) + 1 if count else 0
    return begin if any(count >= readings and span >= wide for readings, wide in ENOUGH) else None
