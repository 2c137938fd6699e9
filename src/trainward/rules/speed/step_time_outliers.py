"""A few steps take so long that they make up a good part of the run."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence, finite, only
from trainward.rules.robust import middle

META = RuleMeta(
    code="SPE002",
    name="step-time-outliers",
    reads=("step_seconds",),
    window=100,
    severity="info",
    source="Amazon SageMaker Debugger, StepOutlier: 3 sigma; here 5 medians and a share of the time, see the page",
)

WARM_UP = 0.05  # share of the steps left out at the beginning, at least 5
TIMES = 5.0  # times the median
FEW = 0.05  # of the steps at most; more of them are two kinds of steps
TIME = 0.2  # of the run's time
SECONDS = 1.0  # s in all; less is not worth a word


def check(history: History) -> Iterator[Finding]:
    """Yield one finding if few slow steps take much of the time."""
    series = finite(only(history, "step_seconds"))
    if len(series.values) < META.window:
        return
    skipped = max(5, int(WARM_UP * len(series.values)))
    values = series.values[skipped:]
    usual = middle(values)
    slow = values > TIMES * usual
    lost = float(values[slow].sum())
    if usual <= 0 or not 0 < slow.mean() <= FEW or lost < max(SECONDS, TIME * float(values.sum())):
        return
    worst = skipped + int(np.argmax(values))
    yield Finding(
        rule=META.name,
        code=META.code,
        severity="info",
        step=int(series.steps[skipped + int(slow.argmax())]),
        message=(
            f"{slow.sum()} of {len(values)} steps take more than {TIMES:g} times the median of "
            f"{usual * 1e3:.3g} ms and make "
            f"up {lost / values.sum():.0%} of the time (limit {TIME:.0%}); the longest, step "
            f"{series.steps[worst]}, took "
            f"{series.values[worst]:.3g} s"
        ),
        evidence=(evidence(series, worst),),
    )
