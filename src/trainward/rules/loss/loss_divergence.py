"""The loss climbed far above its best level and stays there."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite
from trainward.rules.robust import Curve, curve, middle
from trainward.rules.task import TASK_READS, has_opponent, is_supervised

META = RuleMeta(
    code="LOS003",
    name="loss-divergence",
    reads=TASK_READS,
    window=20,
    severity="error",
    source="TheDeepChecker: 2 x best over a window; wider here and against the start as well, see the page",
)

EXPLODED: Final = 1000.0  # times start and best: no sound loss of any kind does this
OVER_BEST: Final = 3.0  # times the best level
OVER_START: Final = 1.5  # times the level the untrained model had
SIGNED_RANGES: Final = 3.0  # ranges fallen since the start, for losses of both signs
LASTING: Final = 25  # readings at the end that all belong to the climb, so that a warm-up bump does not count
LASTING_SHARE: Final = 0.15
FALLING: Final = 0.7  # of its highest level: below, the loss is on its way back
SHORT_LASTING: Final = 5  # readings at the end that are exploded


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each loss that diverged, at the reading from which it only climbed."""
    supervised = is_supervised(history)
    for series in every(history, "loss"):
        usable = finite(series)
        if len(usable.values) >= META.window and not has_opponent(history):
            yield from _diverged(usable, supervised)


def _diverged(series: Series, supervised: bool) -> Iterator[Finding]:
    smooth = curve(series)
    best = smooth.levels[smooth.best]
    signed = bool((series.values < 0).any())
    if signed:
        limit = smooth.start + SIGNED_RANGES * (smooth.start - best)
    else:
        limit = max(OVER_BEST * best, OVER_START * smooth.start)
    lasting = max(LASTING, int(LASTING_SHARE * len(series.values)))
    if supervised and limit > best and _stays_above(smooth, limit, lasting):
        yield _finding(smooth, limit)
    elif not signed and _stays_above(smooth, EXPLODED * max(best, smooth.start), SHORT_LASTING):
        yield _finding(smooth, EXPLODED * max(best, smooth.start))


def _stays_above(smooth: Curve, limit: float, lasting: int) -> bool:
    """Return whether the last readings lie above the limit as a whole, without being on the way down."""
    tail = smooth.series.values[-lasting:]
    if len(smooth.series.values) < lasting + META.window // 2 or (not limit > 0 and not smooth.start < limit):
        return False
    halves = middle(tail[: len(tail) // 2]), middle(tail[len(tail) // 2 :])
    return bool(min(halves) > limit and np.mean(tail > limit) > 0.75 and halves[1] > FALLING * smooth.levels.max())


def _finding(smooth: Curve, limit: float) -> Finding:
    series = smooth.series
    best = int(smooth.last[smooth.best])
    onset = best + int(np.argmax(series.values[best:] > limit))
    end = middle(series.values[-SHORT_LASTING:])
    return Finding(
        META.name,
        META.code,
        "error",
        int(series.steps[onset]),
        f"loss climbed to {end:.4g} at step {series.steps[-1]}, from a best level of "
        f"{smooth.levels[smooth.best]:.4g} near step {series.steps[best]} and a start of {smooth.start:.4g}; "
        f"it has stayed above {limit:.4g} since step {series.steps[onset]}",
        (evidence(series, best), evidence(series, onset), evidence(series, len(series.values) - 1)),
    )
