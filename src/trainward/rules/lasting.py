"""Since when something has been so without a break, up to the newest reading."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

ENOUGH: Final = ((5, 20), (3, 50))
"""Readings, and steps that they span: a first dozen of steps, each of them read, is a start and no state; where steps
are cheap, few of them are read, and three far apart say as much. Chosen."""


def lasting_since(holds: NDArray[np.bool_], steps: NDArray[np.int64]) -> int | None:
    """Return the index from which `holds` is true to the end, or None when that is too short to count.

    It counts from 5 readings that span 20 steps on, or 3 that span 50.
    """
    broken = np.flatnonzero(~holds)
    begin = int(broken[-1]) + 1 if len(broken) else 0
    count = len(holds) - begin
    span = int(steps[-1] - steps[begin]) + 1 if count else 0
    return begin if any(count >= readings and span >= wide for readings, wide in ENOUGH) else None
