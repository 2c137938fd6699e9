"""The inputs hold values that are NaN or infinite."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta, Severity
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite

META = RuleMeta(
    code="DAT002",
    name="inputs-non-finite",
    reads=("input_nonfinite", "loss"),
    window=1,
    severity="error",
    source="IEEE 754: every sum with a NaN is NaN; no threshold",
)

MOST = 3  # findings, the sources with the most such values first


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each data source that gave such values: an error where the loss is lost as well."""
    sick = [series for readings in every(history, "input_nonfinite") if (finite(series := readings).values > 0).any()]
    sick.sort(key=lambda series: -float(finite(series).values.max()))
    for readings in sick[:MOST]:
        series = finite(readings)
        first = int(np.argmax(series.values > 0))
        count = int((series.values > 0).sum())
        lost = _loss_is_lost(history, int(series.steps[first]))
        severity: Severity = "error" if lost else "warning"
        fate = "and the loss is not finite" if lost else "though the loss stays finite"
        yield Finding(
            rule=META.name,
            code=META.code,
            severity=severity,
            step=int(series.steps[first]),
            message=(
                f"{_source(series)}: {series.values[first]:.0f} values of a batch are NaN or infinite at step "
                f"{series.steps[first]}, in {count} of {len(series.values)} batches looked at, {fate}"
            ),
            evidence=(evidence(series, first),),
        )


def _source(series: Series) -> str:
    return series.where or "inputs"


def _loss_is_lost(history: History, step: int) -> bool:
    """Whether some loss is not finite from this step on."""
    return any((~np.isfinite(series.values[series.steps >= step])).any() for series in every(history, "loss"))
