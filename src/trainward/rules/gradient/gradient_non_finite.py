"""A gradient that an optimizer used holds NaN or infinity."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from trainward.records.finding import Evidence, Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence

META = RuleMeta(
    code="GRA001",
    name="gradient-non-finite",
    reads=("layer_grad_norm", "grad_nonfinite", "grad_norm"),
    window=1,
    severity="fatal",
    source="IEEE 754: an update by NaN makes the parameter NaN; no threshold",
)

LASTING = 5  # newest readings without a finite one: the run does not come back; chosen, as in loss-non-finite


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for the first step with such a gradient; flags of 0 may have been left out."""
    norms = [(series, ~np.isfinite(series.values)) for series in every(history, "layer_grad_norm")]
    flags = [(series, series.values > 0) for series in every(history, "grad_nonfinite")]
    for read in (norms, flags):
        hit = [(series, bad) for series, bad in read if bad.any()]
        if hit:
            yield _by_parameter(history, hit)
            return
    yield from _by_optimizer(history)


def _by_parameter(history: History, hit: list[tuple[Series, NDArray[np.bool_]]]) -> Finding:
    steps = np.unique(np.concatenate([series.steps[bad] for series, bad in hit]))
    first = int(steps[0])
    at_first = [series for series, bad in hit if (series.steps[bad] == first).any()]
    nearest = at_first[-1]
    message = (
        f"gradients are not finite at step {first} in {len(at_first)} places, of which {nearest.where} lies nearest to "
        f"the loss; so in {len(steps)} readings up to step {steps[-1]}"
    )
    totals = every(history, "grad_norm")
    lost = all(_lost(series) for series in totals) if totals else len(steps) >= LASTING
    return _finding(first, message, lost, (evidence(nearest, int(np.argmax(nearest.steps == first))),))


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
