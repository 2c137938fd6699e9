"""The weights shrink to nothing: the penalty on them outweighs the loss."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every
from trainward.rules.grid import Grid, at, complete, grid, weights
from trainward.rules.lasting import lasting_since
from trainward.rules.progress import loss_fell

META = RuleMeta(
    code="PAR011",
    name="decay-dominates",
    reads=("param_norm", "param_size", "weight_decay", "loss"),
    window=3,
    severity="error",
    source="TheDeepChecker (over-regularisation); limits calibrated, see the page",
)

SHRUNK = 0.1  # of the first norm while the loss has not fallen; healthy runs stay above 0.61; calibrated
COLLAPSED = 1e-3  # of the first norm, whatever the loss does; calibrated
SMALLEST = 1e-300  # keeps a quotient of norms finite


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when all weights together have shrunk and stay small."""
    known = weights(history)
    table = complete(grid(history, "param_norm", known))
    if not len(table.places) or not len(table.steps):
        return
    norm = np.sqrt(np.square(table.values).sum(axis=0))
    share = norm / norm[0] if norm[0] > 0 else np.ones_like(norm)
    limit = COLLAPSED if loss_fell(history) else SHRUNK
    begin = lasting_since(share < limit, table.steps)
    if begin is not None:
        yield _finding(table, share, begin, limit, _decay(history))


def _decay(history: History) -> float:
    return max(
        (float(series.values[-1]) for series in every(history, "weight_decay") if len(series.values)), default=0.0
    )


def _finding(table: Grid, share: NDArray[np.float64], begin: int, limit: float, decay: float) -> Finding:
    last = len(table.steps) - 1
    row = int(np.argmin(table.values[:, last] / np.maximum(table.values[:, 0], SMALLEST)))
    by = f"weight decay is {decay:g}" if decay > 0 else "the optimizer's weight decay is 0, so the loss itself pulls"
    return Finding(
        META.name,
        META.code,
        META.severity,
        int(table.steps[begin]),
        f"the norm of all {len(table.places)} weights has shrunk to {share[last]:.2g} of its first reading "
        f"(limit {limit:g}), below the limit since step {table.steps[begin]}; {by}",
        (at(table, row, 0), at(table, row, begin), at(table, row, last)),
    )
