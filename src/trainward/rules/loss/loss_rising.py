"""The loss has been rising steadily since its best level."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite
from trainward.rules.robust import curve, errors_between, level
from trainward.rules.task import TASK_READS, is_supervised

META = RuleMeta(
    code="LOS015",
    name="loss-rising",
    reads=(*TASK_READS, "learning_rate"),
    window=100,
    severity="warning",
    source="DeepLocalize: increasing loss count; widths chosen, see the page",
)

BLOCKS: Final = 20
SHARE: Final = 0.3  # of the run over which it has been rising
RISE: Final = 0.5  # share of the best level
REGAINED: Final = 0.5  # share of the earlier fall
UPWARD: Final = 0.7  # share of the blocks after the best that lie above the one before
SHOWN: Final = 5.0  # standard errors
RESTART: Final = 1.5  # a learning rate higher by this factor than at the best level explains it


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when a supervised loss climbs over the last part of the run."""
    if not is_supervised(history):
        return
    for series in every(history, "loss"):
        usable = finite(series)
        if len(usable.values) >= META.window and (usable.values > 0).all():
            yield from _rising(history, usable)


def _rising(history: History, series: Series) -> Iterator[Finding]:
    smooth = curve(series, BLOCKS)
    after = smooth.levels[smooth.best :]
    best, onset = smooth.levels[smooth.best], int(smooth.last[smooth.best])
    before = int(series.steps[smooth.first[max(smooth.best - 1, 0)]])
    if len(after) <= max(3, SHARE * BLOCKS) or _restarted(history, before):
        return
    lowest = level(series.values[smooth.first[smooth.best] : onset + 1])
    newest = level(series.values[smooth.first[-2] :])
    rise = newest.value - best
    steady = np.mean(np.diff(after) > 0) >= UPWARD
    enough = rise > RISE * best and rise > REGAINED * (smooth.start - best)
    if steady and enough and errors_between(lowest, newest) > SHOWN:
        yield Finding(
            META.name,
            META.code,
            "warning",
            int(series.steps[onset]),
            f"loss has risen from {best:.4g} near step {series.steps[onset]} to {newest.value:.4g} at step "
            f"{series.steps[-1]}, by {rise / best:.0%} (limit {RISE:.0%}) in {len(series.values) - onset} readings",
            (evidence(series, onset), evidence(series, len(series.values) - 1)),
        )


def _restarted(history: History, step: int) -> bool:
    for rate in every(history, "learning_rate"):
        then = rate.values[rate.steps <= step]
        if len(then) and rate.values[-1] > RESTART * then[-1]:
            return True
    return False
