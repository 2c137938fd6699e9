"""A buffer, such as the running statistics of a BatchNorm, became NaN or infinite."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence

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
    largest = [(series, ~np.isfinite(series.values)) for series in every(history, "buffer_max")]
    flags = [(series, series.values > 0) for series in every(history, "buffer_nonfinite")]
    finite_until = {series.where: series.steps[~bad] for series, bad in (*flags, *largest)}
    for read in (largest, flags):
        found = [(int(series.steps[bad].min()), series) for series, bad in read if bad.any()]
        found = [(step, one) for step, one in found if _is_statistic(one) or (finite_until[one.where] < step).any()]
        if found:
            yield _finding(found)
            return


def _is_statistic(series: Series) -> bool:
    return series.where.rpartition(".")[2] in STATISTICS


def _finding(found: list[tuple[int, Series]]) -> Finding:
    step, series = min(found, key=lambda each: each[0])
    message = (
        f"buffer {series.where} is not finite since step {step}, {len(found)} buffers in all; "
        "the model is wrong in evaluation even when its training loss looks right"
    )
    shown = evidence(series, int(np.argmax(series.steps == step)))
    return Finding(META.name, META.code, META.severity, step, message, (shown,))
