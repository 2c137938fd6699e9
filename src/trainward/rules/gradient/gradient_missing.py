"""Parameters that an optimizer should train never get a gradient."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence
from trainward.rules.grid import sizes
from trainward.rules.lasting import lasting_since

META = RuleMeta(
    code="GRA005",
    name="gradient-missing",
    reads=("grad_missing", "param_size"),
    window=3,
    severity="warning",
    source="PyTorch DDP's report of unused parameters; the share is chosen, see the page",
)

MUCH = 0.10  # of the elements held by optimizers; below, it is said for information only; chosen
MANY_READINGS = 20  # to tell what is never used from what is used in one step of four; chosen: 0.75 ** 20 is 0.3 %
SHOWN = 3


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when some parameters had no gradient in any reading."""
    missing = {series.where: series for series in every(history, "grad_missing") if _always(series)}
    if not missing:
        return
    known = sizes(history) or dict.fromkeys((series.where for series in every(history, "grad_missing")), 1.0)
    order = _order(list(missing), list(known))
    if not order and max(len(series.values) for series in missing.values()) < MANY_READINGS:
        return
    share = sum(known.get(place, 0.0) for place in missing) / sum(known.values())
    largest = sorted(missing, key=lambda place: -known.get(place, 0.0))[:SHOWN]
    shown = [missing[place] for place in largest]
    yield Finding(
        META.name,
        META.code,
        "warning" if share >= MUCH else "info",
        int(shown[0].steps[0]),
        f"{len(missing)} of {len(known)} parameters ({share:.2g} of the elements, limit {MUCH:g}) had no gradient in "
        f"any of {len(shown[0].values)} readings{order}: "
        f"{', '.join(largest)}{', ...' if len(missing) > SHOWN else ''}",
        tuple(evidence(series, len(series.values) - 1) for series in shown),
    )


def _always(series: Series) -> bool:
    return lasting_since(series.values == 1, series.steps) == 0


def _order(missing: list[str], known: list[str]) -> str:
    if len(missing) < len(known) and set(missing) == set(known[: len(missing)]):
        return f", all of them before {known[len(missing)]}, as if the graph were cut there"
    return ""
