"""A gradient that an optimizer used holds NaN or infinity."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Evidence, Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence
from trainward.rules.grid import at, grid

META = RuleMeta(
    code="GRA001",
    name="gradient-non-finite",
    reads=("grad_nonfinite", "grad_norm"),
    window=1,
    severity="fatal",
    source="IEEE 754: an update by NaN makes the parameter NaN; no threshold",
)

LASTING = 5  # newest readings without a finite one: the run does not come back; chosen, as in loss-non-finite


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for the first step with such a gradient; readings of 0 may have been left out."""
    by_parameter = list(_by_parameter(history))
    yield from by_parameter or _by_optimizer(history)


def _by_parameter(history: History) -> Iterator[Finding]:
    table = grid(history, "grad_nonfinite")
    bad = table.values > 0
    columns = np.flatnonzero(bad.any(axis=0))
    if not len(columns):
        return
    first, newest = int(columns[0]), int(table.steps[columns[-1]])
    rows = np.flatnonzero(bad[:, first])
    nearest = int(rows[-1])
    message = (
        f"gradients are not finite at step {table.steps[first]} in {len(rows)} places; of these "
        f"{table.places[nearest]} lies nearest to the loss; so in {len(columns)} readings up to step {newest}"
    )
    norms = every(history, "grad_norm")
    lost = all(_lost(series) for series in norms) if norms else len(columns) >= LASTING
    yield _finding(int(table.steps[first]), message, lost, (at(table, nearest, first),))


def _by_optimizer(history: History) -> Iterator[Finding]:
    for series in every(history, "grad_norm"):
        bad = ~np.isfinite(series.values)
        if bad.any():
            first = int(np.argmax(bad))
            message = f"gradient norm is {series.values[first]} at step {series.steps[first]}, it must be finite"
            shown = tuple(evidence(series, index) for index in range(max(first - 1, 0), first + 1))
            yield _finding(int(series.steps[first]), message, _lost(series), shown)


def _lost(series: Series) -> bool:
    bad = ~np.isfinite(series.values)
    return bool(bad[-min(LASTING, len(bad)) :].all())


def _finding(step: int, message: str, lost: bool, shown: tuple[Evidence, ...]) -> Finding:
    return Finding(META.name, META.code, "fatal" if lost else "error", step, message, shown)
