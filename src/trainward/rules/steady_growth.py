"""Whether a series grows from its beginning to its end at an even pace."""

from typing import Final

import numpy as np

from trainward.rules.robust import Floats, block_edges

BLOCKS: Final = 6
FEWEST: Final = 12  # readings, two in a block
RISING: Final = 4  # of the 5 blocks after the first that lie above the one before
ONE_JUMP: Final = 0.5  # of the whole growth: more in a single block is a step to another level
LATER_HALF: Final = 0.35  # of the growth at least; a cache that fills up grows early and then no more


def steady_growth(values: Floats) -> float:
    """Return by how much the floor of the series rises from its first to its last part; 0 unless it rises evenly.

    The floor of a part is its smallest value, so peaks (an evaluation, a checkpoint) are not seen.
    """
    if len(values) < FEWEST:
        return 0.0
    edges = block_edges(len(values), BLOCKS)
    floors = np.array([part.min() for part in np.split(values, edges[1:-1])])
    growth = np.diff(floors)
    whole = float(floors[-1] - floors[0])
    later = float(floors[-1] - floors[len(growth) // 2])
    even = (growth > 0).sum() >= RISING and growth.max() <= ONE_JUMP * whole and later >= LATER_HALF * whole
    return whole if whole > 0 and even else 0.0
