"""The loss is negative where it cannot be, falls without bound, or is its loss function with the sign turned."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite, only
from trainward.rules.loss_function import BCE, BCE_WITH_LOGITS, CROSS_ENTROPY, NLL, REGRESSION, loss_function
from trainward.rules.robust import middle, spread
from trainward.rules.task import has_opponent

META = RuleMeta(
    code="LOS004",
    name="loss-negative",
    reads=("loss", "criterion"),
    window=3,
    severity="error",
    source="the functions are sums of non-negative terms for valid arguments; no threshold but rounding",
)

NEVER_NEGATIVE: Final = CROSS_ENTROPY | NLL | BCE | BCE_WITH_LOGITS | REGRESSION
ROUNDING: Final = 1e-3  # of the largest value, in either direction; half precision rounds at 5e-4
UNBOUNDED: Final = 1000.0  # times the largest of the first fifth, downwards; chosen
GROWING: Final = 10.0  # times the size in the middle of the run: it does not settle; chosen
BOUND_WINDOW: Final = 30  # readings before that is asked
TURNED: Final = 0.02  # spread of -loss / criterion about its middle, below which one is the other; chosen


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each loss function below zero, and one for a loss that is maximised or has no bottom."""
    for series in every(history, "criterion"):
        usable = finite(series)
        if loss_function(series.where) in NEVER_NEGATIVE and len(usable.values) >= META.window:
            yield from _below_zero(usable)
    if not has_opponent(history):
        yield from _turned(history) or _bottomless(finite(only(history, "loss")))


def _below_zero(series: Series) -> Iterator[Finding]:
    below = series.values < -ROUNDING * np.abs(series.values).max()
    if below.sum() < META.window:
        return
    first = int(np.argmax(below))
    yield Finding(
        META.name,
        META.code,
        "error",
        int(series.steps[first]),
        f"{series.where} is {series.values[first]:.4g} at step {series.steps[first]}; it cannot be below 0 "
        f"for valid predictions and targets, yet {below.sum()} of {len(below)} readings are",
        (evidence(series, first),),
    )


def _turned(history: History) -> list[Finding]:
    """Find a negative loss that is a fixed negative multiple of a loss function that is not negative."""
    loss = finite(only(history, "loss"))
    for series in every(history, "criterion"):
        criterion = finite(series)
        _, at_loss, at_criterion = np.intersect1d(loss.steps, criterion.steps, return_indices=True)
        below, above = loss.values[at_loss], criterion.values[at_criterion]
        if len(below) < META.window or not (above > 0).all() or not (below < 0).all():
            continue
        ratio = -below / above
        if spread(ratio) > TURNED * middle(ratio):
            continue
        first = int(at_loss[0])
        return [
            Finding(
                META.name,
                META.code,
                "error",
                int(loss.steps[first]),
                f"the loss is {-middle(ratio):.4g} times {series.where} in all {len(ratio)} readings compared "
                f"({below[0]:.4g} and {above[0]:.4g} at step {loss.steps[first]}): its sign is "
                "turned, so it is maximised",
                (evidence(loss, first), evidence(criterion, int(at_criterion[0]))),
            )
        ]
    return []


def _bottomless(loss: Series) -> list[Finding]:
    """Find a loss that is ever more negative: a sound one, of whatever sign, settles."""
    values = loss.values
    if len(values) < BOUND_WINDOW:
        return []
    few = max(len(values) // 20, 3)
    end = middle(values[-few:])
    early, half = np.abs(values[: len(values) // 5]).max(), abs(middle(values[len(values) // 2 :][:few]))
    if not early > 0 or not end < -UNBOUNDED * early or not -end > GROWING * half:
        return []
    first = int(np.argmax(values < -UNBOUNDED * early))
    return [
        Finding(
            META.name,
            META.code,
            "error",
            int(loss.steps[first]),
            f"the loss fell from {values[0]:.4g} to {end:.4g} at step {loss.steps[-1]}, {-end / early:.3g} times its "
            f"first values (limit {UNBOUNDED:.0f} times), and does not settle: it has no bottom",
            (evidence(loss, 0), evidence(loss, first), evidence(loss, -1)),
        )
    ]
