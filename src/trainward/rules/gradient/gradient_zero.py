"""All gradients are exactly zero although the loss is not."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite, only
from trainward.rules.lasting import lasting_since

META = RuleMeta(
    code="GRA006",
    name="gradient-zero",
    reads=("grad_norm", "loss"),
    window=3,
    severity="error",
    source="Amazon SageMaker Debugger AllZero; TrainCheck; the loss condition is chosen, see the page",
)

NOTABLE = 1e-3  # of the largest loss so far; below, the run has fitted its data and has nothing left to learn; chosen


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each optimizer without any gradient up to the newest reading."""
    for series in every(history, "grad_norm"):
        begin = lasting_since(series.values == 0, series.steps)
        if begin is None:
            continue
        loss = _loss_of(history, series)
        there = np.abs(loss.values[np.isin(loss.steps, series.steps[begin:])])
        if len(there) and there.min() > NOTABLE * np.abs(loss.values).max():
            yield _finding(series, begin, loss)


def _loss_of(history: History, series: Series) -> Series:
    own = finite(only(history, "loss", series.where))
    return own if len(own.values) else finite(only(history, "loss"))


def _finding(series: Series, begin: int, loss: Series) -> Finding:
    count = len(series.values) - begin
    return Finding(
        META.name,
        META.code,
        META.severity,
        int(series.steps[begin]),
        f"gradient norm is exactly 0 in the last {count} readings, since step {series.steps[begin]}, "
        f"while the loss is {loss.values[-1]:.4g}",
        (evidence(series, begin), evidence(series, len(series.values) - 1), evidence(loss, len(loss.values) - 1)),
    )
