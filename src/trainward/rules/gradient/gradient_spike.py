"""The gradient norm was many times its level for a moment."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite

META = RuleMeta(
    code="GRA003",
    name="gradient-spike",
    reads=("grad_norm",),
    window=10,
    severity="warning",
    source="ZClip (arXiv 2504.02507) and Hampel's idea of a local level; factors calibrated, see the page",
)

OVER_NEIGHBOURS = 30.0  # over the largest of three readings on each side; healthy runs reach 9.4; calibrated
OVER_ALL_BEFORE = 10.0  # over the largest reading before; healthy runs reach 14 on leaving a plateau; calibrated
SIDE = 3  # readings on each side


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each optimizer whose gradients spiked, at the first spike."""
    for raw in every(history, "grad_norm"):
        series = finite(raw)
        spikes = _spikes(series) if len(series.values) >= META.window else []
        if spikes:
            yield _finding(series, spikes)


def _spikes(series: Series) -> list[int]:
    values = series.values
    highest = np.maximum.accumulate(values)
    above = np.flatnonzero(values[SIDE:-1] > OVER_ALL_BEFORE * highest[SIDE - 1 : -2]) + SIDE
    return [int(index) for index in above if values[index] > OVER_NEIGHBOURS * _neighbours(values, int(index))]


def _neighbours(values: np.ndarray[tuple[int], np.dtype[np.float64]], index: int) -> float:
    return float(max(values[index - SIDE : index].max(), values[index + 1 : index + 1 + SIDE].max()))


def _finding(series: Series, spikes: list[int]) -> Finding:
    first = spikes[0]
    usual = max(_neighbours(series.values, first), 5e-324)
    more = f"; {len(spikes)} spikes in all" if len(spikes) > 1 else ""
    return Finding(
        META.name,
        META.code,
        META.severity,
        int(series.steps[first]),
        f"gradient norm jumped to {series.values[first]:.3g} at step {series.steps[first]}, "
        f"{series.values[first] / usual:.3g} times the readings around it (limit {OVER_NEIGHBOURS:g}){more}",
        tuple(evidence(series, index) for index in (first - 1, first, first + 1)),
    )
