"""Updates are so large against the weights that each step overwrites what was learned."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.grid import Grid, at, grid, weights
from trainward.rules.lasting import lasting_since

META = RuleMeta(
    code="PAR008",
    name="update-too-large",
    reads=("update_ratio", "param_size"),
    window=3,
    severity="error",
    source="TheDeepChecker (1e-1), Amazon SageMaker Debugger (10); calibrated, see the page",
)

LASTING = 0.1  # update over weight; healthy runs pass it in their first three steps only; TheDeepChecker
AT_ONCE = 10.0  # update over weight in a single step; Amazon SageMaker Debugger WeightUpdateRatio
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
        yield _finding(table, ratio, begin, f"and {len(ratio) - begin} readings up to the newest (limit {LASTING:g})")
        return
    over = np.flatnonzero(ratio > AT_ONCE)
    if len(over) >= (1 if len(table.places) >= FEW else META.window):
        first = int(over[0])
        yield _finding(table, ratio, first, f"and {len(over)} of {len(ratio)} readings in all (limit {AT_ONCE:g})")


def _low_quantile(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the value that two thirds of the rows reach, column by column; NaN counts as small."""
    ordered = np.sort(np.where(np.isnan(values), 0.0, values), axis=0)
    quantile: NDArray[np.float64] = ordered[int(QUANTILE * (len(values) - 1))]
    return quantile


def _finding(table: Grid, ratio: NDArray[np.float64], column: int, lasts: str) -> Finding:
    row = int(np.argmin(np.abs(np.nan_to_num(table.values[:, column], nan=np.inf) - ratio[column])))
    step = int(table.steps[column])
    return Finding(
        META.name,
        META.code,
        META.severity,
        step,
        f"two thirds of the {len(table.places)} weights changed by {ratio[column]:.3g} of their norm or more in "
        f"step {step}, {lasts}; 0.001 is usual",
        (at(table, row, column),),
    )
