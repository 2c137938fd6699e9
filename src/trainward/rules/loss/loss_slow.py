"""The loss falls imperceptibly because the updates are tiny."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite
from trainward.rules.robust import errors_between, level, middle
from trainward.rules.task import TASK_READS, has_opponent, is_supervised

META = RuleMeta(
    code="LOS008",
    name="loss-slow",
    reads=(*TASK_READS, "update_ratio", "learning_rate"),
    window=100,
    severity="warning",
    source="TheDeepChecker: < 5 % drop a window and mean log10 update below -4; SageMaker UpdateRatio; see the page",
)

FALL: Final = 0.05  # share of the level by which the loss falls over the whole run
TINY: Final = 3e-5  # update ratio: 1/30 of the healthy 1e-3
STILL: Final = 1e-9  # below, nothing moves at all, which is another fault
SHOWN: Final = 3.0  # standard errors of the fall: it is real
RATIO_READINGS: Final = 3  # of each parameter


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when a real but tiny fall goes with tiny updates from the beginning to the end."""
    if has_opponent(history) or not is_supervised(history):
        return
    ratio = _middle_ratio(history)
    series = next((finite(one) for one in every(history, "loss")), None)
    if ratio is None or series is None or len(series.values) < META.window or (series.values <= 0).any():
        return
    value = middle(ratio.values)
    if not STILL < value < TINY or _decayed(history):
        return
    third = len(series.values) // 3
    first, last = level(series.values[:third]), level(series.values[-third:])
    fall = 1 - last.value / first.value
    if fall < FALL and errors_between(first, last) < -SHOWN:
        yield _finding(series, ratio, first.value, last.value)


def _middle_ratio(history: History) -> Series | None:
    """Return the update ratio of the parameter in the middle of all."""
    known = [finite(ratio) for ratio in every(history, "update_ratio")]
    known = [ratio for ratio in known if len(ratio.values) >= RATIO_READINGS]
    order = np.argsort([middle(ratio.values) for ratio in known])
    return known[order[len(order) // 2]] if known else None


def _decayed(history: History) -> bool:
    """Return whether the learning rate changed by more than a factor of two: tiny updates are then planned."""
    rates = [rate.values for rate in every(history, "learning_rate") if len(rate.values)]
    return any(rate.max() > 2 * rate.min() for rate in rates)


def _finding(series: Series, ratio: Series, first: float, last: float) -> Finding:
    return Finding(
        META.name,
        META.code,
        "warning",
        int(series.steps[0]),
        f"loss fell from {first:.4g} to {last:.4g} in {len(series.values)} steps, {1 - last / first:.2%} "
        f"(limit {FALL:.0%}), while an update changes {ratio.where} by {middle(ratio.values):.2g} of its size "
        f"(limit {TINY:.0e}, healthy is about 1e-3)",
        (evidence(series, 0), evidence(series, -1), evidence(ratio, -1)),
    )
