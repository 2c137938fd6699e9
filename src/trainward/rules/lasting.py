"""Since when something has been so without a break, up to the newest reading."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

READINGS: Final = 5  # fewer say nothing about what lasts; chosen
STEPS: Final = 20  # a first dozen of steps, each of them read, is a start and no state; chosen


def lasting_since(holds: NDArray[np.bool_], steps: NDArray[np.int64]) -> int | None:
    """Return the index from which `holds` is true to the end, or None when that is too short to count.

    It counts from 5 readings that span 20 steps on.
    """
    broken = np.flatnonzero(~holds)
    begin = int(broken[-1]) + 1 if len(broken) else 0
    if len(holds) - begin < READINGS or steps[-1] - steps[begin] < STEPS - 1:
        return None
    return begin
