"""A buffer jumped to a million times everything it held before."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite

META = RuleMeta(
    code="PAR003",
    name="buffer-absurd",
    reads=("buffer_max",),
    window=6,
    severity="error",
    source="chosen: an outlier of 1,000 standard deviations squared; see the page",
)

JUMP = 1e6  # over the largest reading before; chosen
SETTLED = 5  # readings before a jump can be told from a start; chosen


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for the first buffer that jumped."""
    found = [(series, index) for raw in every(history, "buffer_max") if (index := _jump(series := finite(raw)))]
    if not found:
        return
    series, index = min(found, key=lambda each: int(each[0].steps[each[1]]))
    step, before, after = int(series.steps[index]), float(series.values[:index].max()), float(series.values[index])
    message = (
        f"buffer {series.where} jumped from at most {before:.3g} to {after:.3g} at step {step}, "
        f"{after / before:.2g} times (limit {JUMP:g}); {len(found)} buffers in all"
    )
    shown = (evidence(series, index - 1), evidence(series, index))
    yield Finding(META.name, META.code, META.severity, step, message, shown)


def _jump(series: Series) -> int:
    """Return the index of the first jump; 0 when there is none."""
    before = np.maximum.accumulate(series.values)[:-1]
    jumped = (series.values[1:] > JUMP * before) & (before > 0)
    jumped[: SETTLED - 1] = False
    return int(np.argmax(jumped)) + 1 if jumped.any() else 0
