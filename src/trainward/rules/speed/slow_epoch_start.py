"""Each epoch begins with a long wait for its first batch."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence, finite, only
from trainward.rules.robust import middle
from trainward.rules.side_by_side import side_by_side

META = RuleMeta(
    code="SPE004",
    name="slow-epoch-start",
    reads=("step_seconds", "data_wait_seconds", "epoch"),
    window=3,
    severity="warning",
    source="chosen: a share of the time as in waiting-for-data; see the page",
)

SHARE = 0.3  # of the run's time spent on the first batch of each epoch
WAIT = 1.0  # s for a first batch; starting a worker by fork takes 0.05 s
TIMES = 10.0  # times the usual wait


def check(history: History) -> Iterator[Finding]:
    """Yield one finding if the first batches of the epochs take much of the time."""
    step, wait = side_by_side(history, "", "step_seconds", "data_wait_seconds")
    epoch = finite(only(history, "epoch"))
    first = np.isin(step.steps, epoch.steps)
    if first.sum() < META.window or first.mean() > 0.5:
        return
    usual, at_start = middle(wait.values[~first]), middle(wait.values[first])
    lost = float(wait.values[first].sum())
    share = lost / max(float(step.values.sum()), 1e-12)
    if at_start < max(WAIT, TIMES * usual) or share < SHARE:
        return
    begin = int(first.argmax())
    yield Finding(
        rule=META.name,
        code=META.code,
        severity="warning",
        step=int(step.steps[begin]),
        message=(
            f"each epoch waits {at_start:.3g} s for its first batch, {share:.0%} of the time of the run (limit "
            f"{SHARE:.0%}), "
            f"{first.sum()} times so far"
        ),
        evidence=(evidence(wait, begin), evidence(step, begin)),
    )
