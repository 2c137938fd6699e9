"""Updates are so large against the weights that each step overwrites what was learned."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from trainward.records.finding import Finding, RuleMeta, Severity
from trainward.records.reading import History
from trainward.rules.access import finite, only
from trainward.rules.grid import Grid, at, grid, weights
from trainward.rules.lasting import lasting_since

META = RuleMeta(
    code="PAR008",
    name="update-too-large",
    reads=("update_ratio", "param_size", "loss"),
    window=3,
    severity="error",
    source="TheDeepChecker (1e-1), Amazon SageMaker Debugger (10); calibrated, see the page",
)

LASTING = 0.1  # update over weight; healthy runs pass it in their first three steps only; TheDeepChecker
AT_ONCE = 10.0  # update over weight in a single step; Amazon SageMaker Debugger WeightUpdateRatio
HARMFUL = 1.0  # the same, when the loss jumps at once; healthy runs reach 0.3 in their first step; calibrated
DOUBLED = 2.0  # the loss soon after, over the loss of the step; chosen
SOON = 5  # steps; chosen
FEW = 2  # weights; with fewer a zero-initialised layer is all there is, and one such step is its start
QUANTILE = 1 / 3  # two thirds of the weights are above; spares zero-initialised ones


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when most weights are overwritten, for long or by a single step."""
    table = grid(history, "update_ratio", weights(history))
    if not len(table.places) or not len(table.steps):
        return
    ratio = _low_quantile(table.values)
    begin = lasting_since(ratio > LASTING, table.steps)
    if begin is not None:
        lasts = f"and in all {len(ratio) - begin} readings up to the newest by more than {LASTING:g}"
        yield _finding(table, ratio, begin, "error", lasts)
        return
    over = np.flatnonzero(ratio > AT_ONCE)
    if len(over) >= (1 if len(table.places) >= FEW else META.window):
        lasts = f"in {len(over)} of {len(ratio)} readings by more than {AT_ONCE:g}"
        yield _finding(table, ratio, int(over[0]), "error", lasts)
        return
    harmful = [int(one) for one in np.flatnonzero(ratio > HARMFUL) if _loss_doubles(history, int(table.steps[one]))]
    if harmful and len(table.places) >= FEW:
        lasts = f"and the loss was more than {DOUBLED:g} times as high within the next {SOON} steps (limit {HARMFUL:g})"
        yield _finding(table, ratio, harmful[0], "warning", lasts)


def _loss_doubles(history: History, step: int) -> bool:
    loss = finite(only(history, "loss"))
    before = loss.values[loss.steps == step]
    after = loss.values[(loss.steps > step) & (loss.steps <= step + SOON)]
    return bool(len(before) and len(after) and before[0] > 0 and after.max() > DOUBLED * before[0])


def _low_quantile(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the value that two thirds of the rows reach, column by column; NaN counts as small."""
    ordered = np.sort(np.where(np.isnan(values), 0.0, values), axis=0)
    quantile: NDArray[np.float64] = ordered[int(QUANTILE * (len(values) - 1))]
    return quantile


def _finding(table: Grid, ratio: NDArray[np.float64], column: int, severity: Severity, lasts: str) -> Finding:
    row = int(np.argmin(np.abs(np.nan_to_num(table.values[:, column], nan=np.inf) - ratio[column])))
    step = int(table.steps[column])
    return Finding(
        META.name,
        META.code,
        severity,
        step,
        f"two thirds of the {len(table.places)} weights changed by {ratio[column]:.3g} of their norm or more in "
        f"step {step}, {lasts}; 0.001 is usual",
        (at(table, row, column),),
    )
