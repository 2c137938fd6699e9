"""Updates are so small against the weights that they drown in rounding, and the loss does not fall."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence, finite, only
from trainward.rules.grid import at, grid, weights
from trainward.rules.learning_rate import largest_rate
from trainward.rules.progress import loss_fell

META = RuleMeta(
    code="PAR009",
    name="update-too-small",
    reads=("update_ratio", "param_size", "learning_rate", "loss"),
    window=6,
    severity="warning",
    source="four times float32's epsilon; SageMaker Debugger has 1e-8, TheDeepChecker 1e-4; see the page",
)

TINY = 5e-7  # update over weight; float32 resolves 1.2e-7; healthy runs stay above 2e-5 until the learning rate decays
QUANTILE = 0.8  # of the weights are below; spares a few that are slow by design
FULL_RATE = 0.1  # of the largest learning rate; readings below belong to a warm-up or a decay; chosen
OFTEN = 0.9  # of the readings; chosen


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when nearly all weights hardly move at the full learning rate, and the loss stands still."""
    table = grid(history, "update_ratio", weights(history))
    rates = largest_rate(history, table.steps)
    if not len(table.places) or not rates.any():
        return
    full = rates >= FULL_RATE * rates.max()
    ratio = _high_quantile(table.values)
    tiny = (ratio > 0) & (ratio < TINY) & full
    if full.sum() < META.window or tiny.sum() < OFTEN * full.sum() or loss_fell(history):
        return
    first = int(np.argmax(tiny))
    row = int(np.nanargmax(table.values[:, first]))
    loss = finite(only(history, "loss"))
    shown = (at(table, row, first), *((evidence(loss, len(loss.values) - 1),) if len(loss.values) else ()))
    yield Finding(
        META.name,
        META.code,
        META.severity,
        int(table.steps[first]),
        f"{QUANTILE:.0%} of the {len(table.places)} weights change by less than {np.median(ratio[tiny]):.2g} of their "
        f"norm a step in {tiny.sum()} of {full.sum()} readings (limit {TINY:g}), and the loss does not fall",
        shown,
    )


def _high_quantile(values: NDArray[np.float64]) -> NDArray[np.float64]:
    ordered = np.sort(np.where(np.isnan(values), np.inf, values), axis=0)
    quantile: NDArray[np.float64] = ordered[int(np.ceil(QUANTILE * (len(values) - 1)))]
    return quantile
