"""The negative log likelihood is given values above 0, which no log-probability is."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence, finite, only
from trainward.rules.loss_function import NLL, places

META = RuleMeta(
    code="CRI003",
    name="logits-into-nll",
    reads=("prediction_max",),
    window=3,
    severity="error",
    source="the logarithm of a probability is at most 0; the rest is rounding",
)

ROUNDING = 1e-2  # largest value above 0 that bfloat16 may make of a log-probability
SHARE = 0.8  # share of readings above it


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each negative log likelihood that is given positive values."""
    for where in places(history, "prediction_max", NLL):
        high = finite(only(history, "prediction_max", where))
        above = high.values > ROUNDING
        if len(high.steps) >= META.window and above.mean() >= SHARE:
            worst = int(np.argmax(high.values))
            yield Finding(
                rule=META.name,
                code=META.code,
                severity="error",
                step=int(high.steps[int(np.argmax(above))]),
                message=(
                    f"{where} is given values up to {high.values[worst]:.3g}, above 0 in {above.sum()} of "
                    f"{len(above)} "
                    "readings; it expects log-probabilities, which are at most 0"
                ),
                evidence=(evidence(high, worst),),
            )
