"""Parameters get gradients and a learning rate, yet no update ever changes them."""

from collections.abc import Iterator, Mapping

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, only
from trainward.rules.grid import weights
from trainward.rules.lasting import lasting_since
from trainward.rules.learning_rate import largest_rate, smallest_rate

META = RuleMeta(
    code="PAR004",
    name="parameter-never-changes",
    reads=("update_ratio", "layer_grad_norm", "param_norm", "learning_rate", "param_size"),
    window=3,
    severity="error",
    source="Amazon SageMaker Debugger UnchangedTensor; TrainCheck: a step must change its parameters; see the page",
)

NOTABLE = 1e-3  # of the largest gradient among the weights; below, rounding may swallow the update; chosen
SHOWN = 3


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when all updated parameters, or some weights among them, stayed bit for bit the same."""
    read = [series for series in every(history, "update_ratio") if len(series.values)]
    still = [series for series in read if _still(history, series)]
    if not still:
        return
    gradients = {series.where: _typical(history, series.where) for series in read}
    pushed = [series for series in still if gradients[series.where] > 0]
    everything = len(still) == len(read)
    if not everything:
        pushed = _notable(history, pushed, gradients) if smallest_rate(history) > 0 else []
    if pushed:
        yield _finding(history, pushed, len(read), gradients)


def _still(history: History, series: Series) -> bool:
    """Return whether every update was exactly 0 while the learning rate was not, and the norm never moved."""
    on = largest_rate(history, series.steps) > 0
    norm = only(history, "param_norm", series.where).values
    same_norm = not len(norm) or bool((norm == norm[0]).all())
    return (
        same_norm and bool((series.values == 0).all()) and lasting_since(np.ones(on.sum(), bool), series.steps[on]) == 0
    )


def _typical(history: History, place: str) -> float:
    values = only(history, "layer_grad_norm", place).values
    values = values[np.isfinite(values)]
    return float(np.median(values)) if len(values) else 0.0


def _notable(history: History, pushed: list[Series], gradients: Mapping[str, float]) -> list[Series]:
    known = weights(history)
    largest = max((gradients.get(place, 0.0) for place in known), default=0.0)
    return [series for series in pushed if series.where in known and gradients[series.where] > NOTABLE * largest]


def _finding(history: History, pushed: list[Series], count: int, gradients: Mapping[str, float]) -> Finding:
    pushed = sorted(pushed, key=lambda series: -gradients[series.where])
    shown = pushed[:SHOWN]
    gradient = only(history, "layer_grad_norm", shown[0].where)
    names = ", ".join(series.where for series in shown)
    return Finding(
        META.name,
        META.code,
        META.severity,
        int(shown[0].steps[0]),
        f"{len(pushed)} of {count} parameters never changed in {len(shown[0].values)} readings although their "
        f"gradients (norm {gradients[shown[0].where]:.3g}) and the learning rate are above 0: "
        f"{names}{', ...' if len(pushed) > SHOWN else ''}",
        (*(evidence(series, len(series.values) - 1) for series in shown), evidence(gradient, len(gradient.values) - 1)),
    )
