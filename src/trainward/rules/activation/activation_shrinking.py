"""The signal dies out on its way through the layers."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every
from trainward.rules.grid import at, grid, model_of, row_median
from trainward.rules.lasting import lasting_since

META = RuleMeta(
    code="ACT004",
    name="activation-shrinking",
    reads=("activation_std",),
    window=3,
    severity="error",
    source="Glorot and Bengio 2010, He et al. 2015: the variance should be kept; limit calibrated, see the page",
)

FADED = 1e-4  # of the standard deviation in the first third; healthy runs stay above 1e-2; calibrated
MODULES = 6  # fewer have no depth; chosen
LAST = 3  # modules at the end that are all faded, a quarter of all at least; one alone is a zero-initialised head


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each model whose last modules vary by next to nothing, and that lasts."""
    places = [series.where for series in every(history, "activation_std")]
    for model in dict.fromkeys(map(model_of, places)):
        yield from _in_model(history, [place for place in places if model_of(place) == model])


def _in_model(history: History, places: list[str]) -> Iterator[Finding]:
    table = grid(history, "activation_std", places)
    if len(places) < MODULES or not len(table.steps):
        return
    start = row_median(table.values[: len(places) // 3], axis=0)
    last = max(LAST, len(places) // 4)
    end = np.fmax.reduce(table.values[-last:], axis=0)
    begin = lasting_since(end < FADED * start, table.steps)
    if begin is None:
        return
    newest = len(table.steps) - 1
    yield Finding(
        META.name,
        META.code,
        META.severity,
        int(table.steps[begin]),
        f"the outputs of the last {last} of {len(places)} modules have a standard deviation of {end[newest]:.2g} or "
        f"less, the first third has {start[newest]:.2g} (limit {FADED:g} of it), since step {table.steps[begin]}",
        (at(table, 0, newest), at(table, len(places) - last, newest), at(table, len(places) - 1, newest)),
    )
