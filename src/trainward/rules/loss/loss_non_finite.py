"""The loss is NaN or infinite."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence

META = RuleMeta(
    code="LOS001",
    name="loss-non-finite",
    reads=("loss",),
    window=1,
    severity="fatal",
    source="IEEE 754: a non-finite loss has no gradient to follow; no threshold",
)

LASTING = 5  # readings without a finite one after which a run does not come back; chosen, see the page


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each optimizer whose loss stopped being a number."""
    for series in every(history, "loss"):
        bad = ~np.isfinite(series.values)
        if bad.any():
            yield _finding(series, bad)


def _finding(series: Series, bad: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Finding:
    first = int(np.argmax(bad))
    count = int(bad.sum())
    tail = int(np.argmin(bad[::-1])) if not bad.all() else len(bad)
    lost = tail >= min(LASTING, len(bad))
    fate = f"and stayed so for the last {tail} readings" if lost else f"{count} of {len(bad)} readings are not finite"
    shown = [max(first - 1, 0), first] if first else [first]
    return Finding(
        rule=META.name,
        code=META.code,
        severity="fatal" if lost else "error",
        step=int(series.steps[first]),
        message=f"loss became {series.values[first]} at step {series.steps[first]}{_before(series, first)}, {fate}",
        evidence=tuple(evidence(series, index) for index in shown),
    )


def _before(series: Series, first: int) -> str:
    return f" ({series.values[first - 1]:.4g} one reading before)" if first else " (the first reading)"
