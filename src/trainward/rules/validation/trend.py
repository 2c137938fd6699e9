"""Whether training and validation moved over the whole run."""

from typing import Final

import numpy as np

from trainward.rules.robust import errors_between, level, middle, noise
from trainward.rules.validation.rounds import Rounds

TRAIN_FLAT: Final = 0.03  # share of the level by which first and last third of the training readings may differ; chosen
POWER: Final = 2.0  # standard errors that fit into that share, or nothing is said; chosen
FEWEST: Final = 60  # training readings; chosen
SHOWN: Final = 4.0  # robust standard deviations between evaluations; chosen


def train_is_flat(one: Rounds) -> bool:
    """Return whether the training loss has not moved since the first step, although a small fall would show."""
    values = one.train.values
    if len(values) < FEWEST or not (values > 0).all():
        return False
    third = len(values) // 3
    first, last = level(values[:third]), level(values[-third:])
    error = float(np.hypot(first.error, last.error))
    still = abs(last.value - first.value) < TRAIN_FLAT * first.value and errors_between(first, last) > -POWER
    begun = abs(middle(values[:5]) - first.value) < 0.2 * first.value
    return still and begun and POWER * error < TRAIN_FLAT * first.value


def validation_change(one: Rounds) -> float:
    """Return the change from the first evaluations to the last ones, as a share of the first; 0 if it is not shown."""
    values = one.validation.values
    few = max(1, min(3, len(values) // 3))
    first, last = middle(values[:few]), middle(values[-few:])
    if not first > 0 or abs(last - first) < SHOWN * noise(values) / np.sqrt(few):
        return 0.0
    return (last - first) / first
