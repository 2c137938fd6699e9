"""The first losses are far above what guessing costs."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import evidence, finite, only
from trainward.rules.loss_function import CROSS_ENTROPY, NLL, loss_function
from trainward.rules.robust import middle
from trainward.rules.task import TASK_READS, Chance, chance, task_loss

META = RuleMeta(
    code="LOS011",
    name="initial-loss-high",
    reads=(*TASK_READS, "prediction_min", "prediction_max"),
    window=3,
    severity="warning",
    source="TheDeepChecker: initial loss against its expectation, ln K; the factor is chosen, see the page",
)

FACTOR: Final = 5.0  # times ln K
FIRST: Final = 3  # readings that must agree


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when an untrained classifier is confidently wrong."""
    guess = chance(history)
    if guess is None or loss_function(guess.where) not in CROSS_ENTROPY | NLL:
        return
    expected = float(np.log(guess.classes))
    series = task_loss(history, guess.where)
    first = series.values[:FIRST]
    if len(first) < FIRST or first[0] < FACTOR * expected or middle(first) < FACTOR * expected:
        return
    low = finite(only(history, "prediction_min", guess.where))
    high = finite(only(history, "prediction_max", guess.where))
    if len(low.values) and len(high.values) and _is_a_mean(first[0], low, high, expected):
        yield _finding(series, guess, expected, (low, high))


def _is_a_mean(loss: float, low: Series, high: Series, expected: float) -> bool:
    """Return whether the predictions can explain the loss: a mean cross-entropy is at most their range plus ln K.

    A larger one is summed over samples, which makes it high without a fault.
    """
    return bool(loss <= (high.values[0] - low.values[0]) + expected)


def _finding(series: Series, guess: Chance, expected: float, predictions: tuple[Series, Series]) -> Finding:
    low, high = predictions
    return Finding(
        META.name,
        META.code,
        "warning",
        int(series.steps[0]),
        f"{series.signal} begins at {series.values[0]:.4g} at step {series.steps[0]}, "
        f"{series.values[0] / expected:.1f} times the {expected:.4g} that guessing among {guess.classes} classes costs "
        f"(limit {FACTOR:.0f} times); the untrained model predicts from {low.values[0]:.3g} to {high.values[0]:.3g}",
        (evidence(series, 0), evidence(low, 0), evidence(high, 0)),
    )
