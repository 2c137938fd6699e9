"""A single batch holds values far beyond all others."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every, evidence
from trainward.rules.robust import middle, spread
from trainward.rules.side_by_side import side_by_side

META = RuleMeta(
    code="DAT005",
    name="outlier-batch",
    reads=("input_min", "input_max"),
    window=10,
    severity="warning",
    source="chosen: Hampel identifier on the logarithm of the largest size; see the page",
)

TIMES = 100.0  # times the usual largest size of a batch
SIGMAS = 10.0  # robust standard deviations of its logarithm
FLOOR = 0.1  # smallest standard deviation of the logarithm that is believed
SHARE = 0.05  # of the batches at most; more of them are the nature of the data


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each data source with a few batches far beyond its others."""
    for readings in every(history, "input_max"):
        low, high = side_by_side(history, readings.where, "input_min", "input_max")
        size = np.maximum(np.abs(low.values), np.abs(high.values))
        usual = middle(size)
        if len(size) < META.window or not usual > 0:
            continue
        logarithm = np.log(np.maximum(size, 1e-300))
        wide = max(spread(logarithm), FLOOR)
        beyond = (size / usual >= TIMES) & (logarithm - np.log(usual) >= SIGMAS * wide)
        if not 0 < beyond.sum() <= max(1, SHARE * len(size)):
            continue
        worst = int(np.argmax(size))
        yield Finding(
            rule=META.name,
            code=META.code,
            severity="warning",
            step=int(high.steps[int(np.argmax(beyond))]),
            message=(
                f"{readings.where or 'inputs'}: the batch at step {high.steps[worst]} reaches {size[worst]:.4g}, "
                f"{size[worst] / usual:.3g} times the usual {usual:.4g} (limit {TIMES:g}), "
                f"{beyond.sum()} such of {len(size)} batches looked at"
            ),
            evidence=(evidence(high, worst), evidence(low, worst)),
        )
