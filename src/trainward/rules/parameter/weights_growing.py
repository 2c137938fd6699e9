"""Weights grow by orders of magnitude while the loss gets no better."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import only
from trainward.rules.grid import Grid, at, complete, grid, weights
from trainward.rules.lasting import lasting_since
from trainward.rules.progress import FIRST, loss_fell_since

META = RuleMeta(
    code="PAR010",
    name="weights-growing",
    reads=("param_norm", "param_size", "loss"),
    window=3,
    severity="error",
    source="AutoTrainer (weights above 5), TheDeepChecker (growth); factors calibrated, see the page",
)

GROWTH = 100.0  # of the norm of all weights since the first reading; healthy runs reach 43; calibrated
LEVEL = 5.0  # root mean square of all weights; AutoTrainer names weights above 5


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when all weights together have grown and stay large."""
    known = weights(history)
    table = complete(grid(history, "param_norm", known))
    if not len(table.places) or not len(table.steps):
        return
    norm = np.sqrt(np.square(table.values).sum(axis=0))
    level = norm / np.sqrt(sum(known[place] for place in table.places))
    growth = norm / norm[0] if norm[0] > 0 else np.ones_like(norm)
    begin = lasting_since((growth > GROWTH) & (level > LEVEL), table.steps)
    if begin is not None and not _learned(history, int(table.steps[begin])):
        yield _finding(table, growth, level, begin)


def _learned(history: History, step: int) -> bool:
    """Return whether the loss fell, and not below 0 by far: one that runs to minus infinity is no progress."""
    loss = only(history, "loss").values
    return loss_fell_since(history, step) and bool(np.median(loss[-FIRST:]) > -np.abs(loss[:FIRST]).max())


def _finding(table: Grid, growth: NDArray[np.float64], level: NDArray[np.float64], begin: int) -> Finding:
    last = len(table.steps) - 1
    row = int(np.argmax(table.values[:, last]))
    return Finding(
        META.name,
        META.code,
        META.severity,
        int(table.steps[begin]),
        f"the norm of all {len(table.places)} weights is {growth[begin]:.3g} times that of the first reading at step "
        f"{table.steps[begin]} (limit {GROWTH:g}), {level[begin]:.3g} a weight (limit {LEVEL:g}), and "
        f"{growth[last]:.3g} times at step {table.steps[last]}; the largest is {table.places[row]}",
        (at(table, row, 0), at(table, row, begin), at(table, row, last)),
    )
