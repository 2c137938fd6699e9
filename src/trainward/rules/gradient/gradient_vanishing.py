"""The first layers get next to no gradient while the last ones do."""

from collections.abc import Iterator, Mapping
from math import ceil

import numpy as np
from numpy.typing import NDArray

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.grid import Grid, at, by_model, grid, weights
from trainward.rules.lasting import lasting_since, long_spell

META = RuleMeta(
    code="GRA004",
    name="gradient-vanishing",
    reads=("layer_grad_norm", "param_size"),
    window=3,
    severity="error",
    source="AutoTrainer (ratio 1e-3, norm 1e-4); lowered by calibration, see the page",
)

FADED = 1e-4  # of the largest gradient over the layers; healthy runs stay above 6e-2; calibrated
LAYERS = 3  # fewer have no depth; chosen


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each model whose first weight and a third of all have faded gradients, and that lasts."""
    for known in by_model(weights(history)):
        yield from _in_model(history, known)


def _in_model(history: History, known: Mapping[str, float]) -> Iterator[Finding]:
    table = grid(history, "layer_grad_norm", known)
    if len(table.places) < LAYERS or not len(table.steps):
        return
    share = _share_of_largest(table, np.sqrt([known[place] for place in table.places]))
    faded = share < FADED
    many = faded.sum(axis=0) >= max(2, ceil(len(table.places) / 3))
    holds = many & faded[0]
    begin = lasting_since(holds, table.steps)
    if begin is not None:
        yield _finding(table, share, faded, begin)
    elif (spell := long_spell(holds, table.steps)) is not None:
        yield _spell(table, share, *spell)


def _spell(table: Grid, share: NDArray[np.float64], begin: int, end: int) -> Finding:
    """Return the finding of a network that has got over it, after a good part of the run was lost."""
    return Finding(
        META.name,
        META.code,
        "warning",
        int(table.steps[begin]),
        f"gradient of {table.places[0]} was {share[0, begin : end + 1].min():.2g} of the largest (limit {FADED:g}) "
        f"from step {table.steps[begin]} to {table.steps[end]}, while the first layers hardly learned; it is over",
        (at(table, 0, begin), at(table, 0, end)),
    )


def _share_of_largest(table: Grid, roots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each gradient over the largest of its step: the larger of norm and root mean square.

    Both must be small, because few rows of an embedding have a gradient: its root mean square is low in a sound run.
    """
    per_element = table.values / roots[:, None]
    return np.maximum(_over_largest(table.values), _over_largest(per_element))


def _over_largest(values: NDArray[np.float64]) -> NDArray[np.float64]:
    largest = np.fmax.reduce(np.where(np.isfinite(values), values, -np.inf), axis=0)
    shares: NDArray[np.float64] = values / np.where(largest > 0, largest, np.nan)
    return shares


def _finding(table: Grid, share: NDArray[np.float64], faded: NDArray[np.bool_], begin: int) -> Finding:
    last = len(table.steps) - 1
    loudest = int(np.argmax(np.where(np.isfinite(table.values[:, last]), table.values[:, last], -np.inf)))
    held = sum(1 for row in faded if row[begin:].mean() > 0.5)
    return Finding(
        META.name,
        META.code,
        META.severity,
        int(table.steps[begin]),
        f"gradient of {table.places[0]} is {share[0, last]:.2g} of that of {table.places[loudest]} at step "
        f"{table.steps[last]} (limit {FADED:g}); {held} of {len(table.places)} weights have been like this "
        f"since step {table.steps[begin]}",
        (at(table, 0, begin), at(table, 0, last), at(table, loudest, last)),
    )
