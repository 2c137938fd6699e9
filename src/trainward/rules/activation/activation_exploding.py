"""The signal grows from layer to layer by orders of magnitude."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every
from trainward.rules.grid import Grid, at, grid, has_normalisation, model_of
from trainward.rules.lasting import lasting_since
from trainward.rules.progress import loss_fell_since

META = RuleMeta(
    code="ACT005",
    name="activation-exploding",
    reads=("activation_std", "param_size", "loss"),
    window=1,
    severity="warning",
    source="He et al. 2015: the variance should be kept; limits calibrated, see the page",
)

FROM_THE_START = 300.0  # largest over first module at the first reading; healthy runs begin at 16 at most; calibrated
LATER = 1e4  # the same, for what becomes so in training; healthy runs reach 37; calibrated
SECOND = 10.0  # over the first module, for the second largest of other size: one alone is a scale put on the output


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each model without normalisation whose activations grow by depth."""
    places = [series.where for series in every(history, "activation_std")]
    if has_normalisation(history, places):
        return
    for model in dict.fromkeys(map(model_of, places)):
        table = grid(history, "activation_std", [place for place in places if model_of(place) == model])
        if len(table.places) >= 4 and len(table.steps):
            yield from _in_model(history, table)


def _in_model(history: History, table: Grid) -> Iterator[Finding]:
    first = table.values[0]
    largest = np.fmax.reduce(table.values, axis=0)
    inner = np.fmax.reduce(table.values[:-1], axis=0)
    growth = largest / np.where(first > 0, first, np.nan)
    steep = inner > SECOND * first
    began = steep[0] and growth[0] > FROM_THE_START
    begin = 0 if began else lasting_since(steep & (growth > LATER) & (largest > SECOND * largest[0]), table.steps)
    if begin is None or (not began and loss_fell_since(history, int(table.steps[begin]))):
        return
    row = int(np.nanargmax(table.values[:, begin]))
    yield Finding(
        META.name,
        META.code,
        META.severity,
        int(table.steps[begin]),
        f"the outputs of {table.places[row]} have a standard deviation of {largest[begin]:.3g} at step "
        f"{table.steps[begin]}, {growth[begin]:.3g} times that of {table.places[0]} "
        f"(limit {FROM_THE_START if began else LATER:g})",
        (at(table, 0, begin), at(table, row, begin)),
    )
