"""Whether the loss came down, for rules that excuse odd numbers of a run that learns."""

from typing import Final

import numpy as np

from trainward.records.reading import History
from trainward.rules.access import only

FALLEN: Final = 0.9  # the newest fifth of the losses over the first fifth; chosen
FIRST: Final = 5  # losses that make a start; chosen


def loss_fell(history: History) -> bool:
    """Return whether the newest fifth of the losses lies a tenth or more below the first."""
    loss = only(history, "loss").values
    part = len(loss) // 5
    return part > 0 and bool(np.median(loss[-part:]) < FALLEN * np.median(loss[:part]))


def loss_fell_since(history: History, step: int, where: str = "") -> bool:
    """Return whether the losses from `step` on lie below the first of all.

    The loss is that of the optimizer named, or of the first when it has none.
    """
    own = only(history, "loss", where)
    loss = own if len(own.values) else only(history, "loss")
    after, before = loss.values[loss.steps >= step], loss.values[loss.steps < step][:FIRST]
    return bool(len(after) and len(before) and np.median(after) < np.median(before))
