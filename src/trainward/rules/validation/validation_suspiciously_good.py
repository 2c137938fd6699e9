"""Validation is the same as training, or perfect at once."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from trainward.records.finding import Finding, RuleMeta, Severity
from trainward.records.reading import History, Series
from trainward.rules.access import evidence, finite, only
from trainward.rules.task import chance, is_supervised
from trainward.rules.validation.rounds import ROUND_READS, rounds

META = RuleMeta(
    code="VAL008",
    name="validation-suspiciously-good",
    reads=(*ROUND_READS, "epoch"),
    window=3,
    severity="warning",
    source="equal means of different data do not happen; UMLAUT: accuracy over 0.95 early; shares chosen, see the page",
)

EQUAL: Final = 1e-6  # relative difference of two means that are the same numbers summed in another order
PERFECT: Final = 0.01  # of what guessing costs
EARLY: Final = 1  # epoch in which it is perfect


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each source that equals the training data, or is perfect in the first epoch."""
    train = finite(only(history, "validation_loss", "train"))
    guess = chance(history)
    for one in rounds(history, META.window) if is_supervised(history) else ():
        values = one.validation
        if _is_equal(values, train):
            yield _finding(
                values, "warning", f"equals that of the training data at all {len(values.values)} evaluations", train
            )
        elif one.comparable and guess and 0 <= values.values[: META.window].max() < PERFECT * guess.loss:
            epoch = only(history, "epoch")
            if len(epoch.values) and epoch.values[epoch.steps <= values.steps[0]].max(initial=0) <= EARLY:
                how = f"is below {PERFECT:.0%} of the {guess.loss:.4g} that guessing costs since the first epoch"
                yield _finding(values, "info", how, None)


def _is_equal(values: Series, train: Series) -> bool:
    """Return whether both were evaluated at the same steps with the same results, and the results differ in time."""
    _, left, right = np.intersect1d(values.steps, train.steps, return_indices=True)
    if len(left) < META.window or len(left) < len(values.values):
        return False
    a, b = values.values[left], train.values[right]
    return bool((np.abs(a - b) <= EQUAL * np.abs(a)).all() and np.ptp(a) > EQUAL * np.abs(a).max())


def _finding(values: Series, severity: Severity, how: str, train: Series | None) -> Finding:
    more = () if train is None else (evidence(train, 0),)
    return Finding(
        META.name,
        META.code,
        severity,
        int(values.steps[0]),
        f"{values.where}: the loss of {values.values[0]:.4g} at step {values.steps[0]} {how}",
        (evidence(values, 0), *more),
    )
