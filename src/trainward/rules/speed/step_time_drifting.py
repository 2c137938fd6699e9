"""Steps take longer and longer."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence, finite, only
from trainward.rules.robust import block_edges

META = RuleMeta(
    code="SPE001",
    name="step-time-drifting",
    reads=("step_seconds",),
    window=160,
    severity="warning",
    source="chosen: growth of the quick steps over the whole run; see the page",
)

WARM_UP = 0.1  # share of the steps left out at the beginning, at least 10
BLOCKS = 8
QUICK = 0.2  # quantile of a block: what a step takes when nothing else disturbs it
TIMES = 1.5  # the last block against the first
ONE_JUMP = 0.5  # of the whole growth: more in a single block is another level, not a drift
RISING = 6  # of the 7 blocks after the first that are slower than the one before


def check(history: History) -> Iterator[Finding]:
    """Yield one finding if the quick steps of each part of the run are slower than those of the part before."""
    series = finite(only(history, "step_seconds"))
    if len(series.values) < META.window:
        return
    skipped = max(10, int(WARM_UP * len(series.values)))
    values = series.values[skipped:]
    edges = block_edges(len(values), BLOCKS)
    quick = np.array([np.quantile(part, QUICK) for part in np.split(values, edges[1:-1])])
    if not _drifts(quick):
        return
    began = skipped + int(edges[1])
    yield Finding(
        rule=META.name,
        code=META.code,
        severity="warning",
        step=int(series.steps[began]),
        message=(
            f"a step takes {_told(quick[-1])}, {quick[-1] / quick[0]:.2g} times the {_told(quick[0])} it took "
            "at the "
            f"beginning (limit {TIMES:g} times), and the time has grown in each part of the run"
        ),
        evidence=(evidence(series, _typical(values[: edges[1]]) + skipped), evidence(series, _near_end(series.values))),
    )


def _drifts(quick: NDArray[np.float64]) -> bool:
    growth = np.diff(quick)
    whole = float(quick[-1] - quick[0])
    if quick[0] <= 0 or quick[-1] < TIMES * quick[0]:
        return False
    return bool((growth > 0).sum() >= RISING and growth.max() <= ONE_JUMP * whole)


def _typical(values: NDArray[np.float64]) -> int:
    """Return the index of the reading nearest to the quick steps."""
    return int(np.argmin(np.abs(values - np.quantile(values, QUICK))))


def _near_end(values: NDArray[np.float64]) -> int:
    begin = len(values) - len(values) // (BLOCKS + 1)
    return begin + _typical(values[begin:])


def _told(seconds: float) -> str:
    return f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1e3:.3g} ms"
