"""Parameters that an optimizer should train never get a gradient."""

from collections.abc import Iterator, Mapping

import numpy as np

from trainward.records.finding import Evidence, Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every
from trainward.rules.grid import sizes
from trainward.rules.lasting import lasting_since

META = RuleMeta(
    code="GRA005",
    name="gradient-missing",
    reads=("grad_missing", "param_size"),
    window=5,
    severity="warning",
    source="PyTorch DDP's report of unused parameters; the share is chosen, see the page",
)

MUCH = 0.10  # of the elements held by optimizers; below, it is said for information only; chosen
SHOWN = 3


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when some parameters had no gradient in any reading."""
    read = [series for series in every(history, "grad_missing") if len(series.values)]
    missing = [series for series in read if _always(series)]
    if not missing:
        return
    known = sizes(history)
    share = _elements(missing, known) / _elements(read, known)
    largest = sorted(missing, key=lambda series: -known.get(series.where, 1.0))[:SHOWN]
    yield Finding(
        META.name,
        META.code,
        "warning" if share >= MUCH else "info",
        int(missing[0].steps[0]),
        f"{len(missing)} of {len(read)} parameters in optimizers ({share:.2g} of the elements, limit {MUCH:g}) had no "
        f"gradient in {len(missing[0].values)} readings{_order(missing, read)}: "
        f"{', '.join(series.where for series in largest)}{', ...' if len(missing) > SHOWN else ''}",
        tuple(Evidence("grad_missing", int(one.steps[-1]), float(one.values[-1]), one.where) for one in largest),
    )


def _always(series: Series) -> bool:
    return bool((series.values == 1).all()) and lasting_since(np.ones(len(series.values), bool), series.steps) == 0


def _elements(all_series: list[Series], known: Mapping[str, float]) -> float:
    return sum(known.get(series.where, 1.0) for series in all_series)


def _order(missing: list[Series], read: list[Series]) -> str:
    places = [series.where for series in read]
    first = {series.where for series in missing} == set(places[: len(missing)])
    if first and len(missing) < len(read):
        return f", all of them before {places[len(missing)]}, as if the graph were cut there"
    return ""
