"""The units of a layer stay copies of each other, so it is no wider than one unit."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite
from trainward.rules.grid import sizes, weights
from trainward.rules.lasting import lasting_since
from trainward.rules.learning_rate import largest_rate

META = RuleMeta(
    code="PAR012",
    name="identical-units",
    reads=("identical_units", "param_size", "learning_rate", "frozen_parameters", "grad_missing"),
    window=3,
    severity="error",
    source="NeuraLint ConstantInit, TheDeepChecker symmetry breaking; the share is chosen, see the page",
)

ALL = 0.99  # of the units equal the first; chosen
SHOWN = 3


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when updates do not tell the units of a weight apart."""
    known = sizes(history)
    held = set(weights(history)) - _without_gradient(history)
    hit = []
    for raw in every(history, "identical_units"):
        series = finite(raw)
        if series.where in held and known.get(_bias(series.where)) != 1 and _alike(history, series):
            hit.append(series)
    if hit:
        yield _finding(hit)


def _without_gradient(history: History) -> set[str]:
    frozen = {series.where for series in every(history, "frozen_parameters") if len(series.values)}
    unused = {series.where for series in every(history, "grad_missing") if (series.values == 1).any()}
    return frozen | unused


def _bias(weight: str) -> str:
    module = weight.rpartition(".")[0]
    return f"{module}.bias" if module else "bias"


def _alike(history: History, series: Series) -> bool:
    on = largest_rate(history, series.steps) > 0
    return lasting_since((series.values >= ALL)[on], series.steps[on]) is not None


def _finding(hit: list[Series]) -> Finding:
    names = ", ".join(series.where for series in hit[:SHOWN])
    first = hit[0]
    return Finding(
        META.name,
        META.code,
        META.severity,
        int(first.steps[np.argmax(first.values >= ALL)]),
        f"all units are alike in {len(hit)} weights up to step {first.steps[-1]}: a share of {first.values[-1]:.3g} "
        f"equal the first unit (limit {ALL:g}): {names}{', ...' if len(hit) > SHOWN else ''}",
        tuple(evidence(series, len(series.values) - 1) for series in hit[:SHOWN]),
    )
