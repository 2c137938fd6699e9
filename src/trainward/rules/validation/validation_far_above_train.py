"""Validation lies far above training from the first evaluations on."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence, only
from trainward.rules.task import is_supervised
from trainward.rules.validation.rounds import ROUND_READS, Rounds, rounds

META = RuleMeta(
    code="VAL005",
    name="validation-far-above-train",
    reads=(*ROUND_READS, "epoch"),
    window=3,
    severity="warning",
    source="in the first epoch no sample was seen before, so both losses should agree; ratios chosen, see the page",
)

RATIO: Final = 3.0  # validation over training, at each of the first evaluations and the last
UNTRAINED: Final = 1.0  # of the first training loss: above, the model is no better there than before training
HIGH_UNTRAINED: Final = 1.5  # the same when it is not known how often a sample was seen
LEARNED: Final = 0.8  # of the first training loss: training must have fallen to this
EARLY: Final = 2  # epochs, at the first evaluation


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each validation source that never agreed with training."""
    for one in rounds(history, META.window) if is_supervised(history) else ():
        if one.comparable and one.start > 0 and (one.levels > 0).all() and _is_far(one):
            early = _epoch_at(history, one) <= EARLY
            lowest = float(np.min(one.validation.values[: META.window]))
            if lowest > HIGH_UNTRAINED * one.start or (early and lowest > UNTRAINED * one.start):
                yield _finding(one, True)
            elif early:
                yield _finding(one, False)


def _is_far(one: Rounds) -> bool:
    ratios = one.ratios
    return bool((ratios[: META.window] > RATIO).all() and ratios[-1] > RATIO and one.levels[-1] < LEARNED * one.start)


def _epoch_at(history: History, one: Rounds) -> float:
    """Return the epoch of the first evaluation; infinity when it is not known."""
    epoch = only(history, "epoch")
    before = epoch.values[epoch.steps <= one.validation.steps[0]]
    return float(before[-1]) if len(before) else float("inf")


def _finding(one: Rounds, untrained: bool) -> Finding:
    first, steps = one.validation.values[0], one.validation.steps
    worse = f", above the {one.start:.4g} that training began with" if untrained else ""
    return Finding(
        META.name,
        META.code,
        "warning" if untrained else "info",
        int(steps[0]),
        f"{one.validation.where}: the loss is {first:.4g} at the first evaluation, step {steps[0]}, "
        f"{one.ratios[0]:.1f} times the training loss of {one.levels[0]:.4g} (limit {RATIO:.0f} times){worse}; "
        f"it is {one.ratios[-1]:.1f} times at step {steps[-1]}",
        (evidence(one.validation, 0), evidence(one.validation, len(steps) - 1), evidence(one.train, one.last[0])),
    )
