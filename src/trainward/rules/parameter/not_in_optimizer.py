"""Trainable parameters get gradients but are held by no optimizer."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, only
from trainward.rules.grid import sizes

META = RuleMeta(
    code="PAR005",
    name="not-in-optimizer",
    reads=("not_in_optimizer", "not_in_model", "learning_rate", "param_size", "update_ratio"),
    window=1,
    severity="error",
    source="a fact of the run: gradients are computed and never used; no threshold",
)

SHOWN = 3


def check(history: History) -> Iterator[Finding]:
    """Yield one finding that counts the parameters left out; a run without torch.optim updates them by hand."""
    left_out = [
        series for series in every(history, "not_in_optimizer") if len(series.values) and _still(history, series)
    ]
    if not left_out or not any(len(series.values) for series in every(history, "learning_rate")):
        return
    names = {series.where for series in left_out}
    trained = [place for place in sizes(history) if place not in names]
    if not trained and any(len(series.values) for series in every(history, "not_in_model")):
        return
    yield _finding(sorted(left_out, key=lambda series: -float(series.values[-1])), len(trained))


def _still(history: History, series: Series) -> bool:
    return bool(series.values[-1] > 0) and not (only(history, "update_ratio", series.where).values > 0).any()


def _finding(left_out: list[Series], trained: int) -> Finding:
    elements = sum(float(series.values[-1]) for series in left_out)
    names = ", ".join(series.where for series in left_out[:SHOWN])
    return Finding(
        META.name,
        META.code,
        META.severity,
        int(left_out[0].steps[-1]),
        f"{len(left_out)} trainable parameters with {elements:.0f} elements get gradients but are in no optimizer "
        f"(it holds {trained} others): {names}{', ...' if len(left_out) > SHOWN else ''}",
        tuple(evidence(series, len(series.values) - 1) for series in left_out[:SHOWN]),
    )
