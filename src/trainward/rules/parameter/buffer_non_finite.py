"""A buffer, such as the running statistics of a BatchNorm, became NaN or infinite."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, only

META = RuleMeta(
    code="PAR002",
    name="buffer-non-finite",
    reads=("buffer_nonfinite", "buffer_max"),
    window=1,
    severity="error",
    source="IEEE 754: an average never forgets a NaN; no threshold",
)

STATISTICS = ("running_mean", "running_var")  # a BatchNorm's; never infinite on purpose


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for the first buffer that stopped being finite; a mask of -inf was never finite."""
    found = [(*hit, series) for series in every(history, "buffer_nonfinite") if (hit := _first(history, series))]
    if not found:
        return
    step, index, series = min(found, key=lambda each: each[0])
    message = (
        f"buffer {series.where} is not finite since step {step}, {len(found)} buffers in all; "
        "the model is wrong in evaluation even when its training loss looks right"
    )
    yield Finding(META.name, META.code, META.severity, step, message, (evidence(series, index),))


def _first(history: History, series: Series) -> tuple[int, int] | None:
    bad = np.flatnonzero(series.values > 0)
    if not len(bad):
        return None
    index = int(bad[0])
    step = int(series.steps[index])
    size = only(history, "buffer_max", series.where)
    was_finite = bool(np.isfinite(size.values[size.steps < step]).any()) or index > 0
    return (step, index) if was_finite or series.where.rpartition(".")[2] in STATISTICS else None
