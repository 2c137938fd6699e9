"""Prediction and target have different shapes and are broadcast against each other in the loss."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every, evidence, finite

META = RuleMeta(
    code="CRI006",
    name="loss-broadcast",
    reads=("broadcast_ratio",),
    window=2,
    severity="error",
    source="equal shapes give a ratio of exactly 1; no threshold",
)


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each loss function that compares more pairs than there are elements."""
    for readings in every(history, "broadcast_ratio"):
        series = finite(readings)
        wide = series.values > 1
        if len(wide) >= META.window and wide.sum() >= META.window:
            worst = int(np.argmax(series.values))
            yield Finding(
                rule=META.name,
                code=META.code,
                severity="error",
                step=int(series.steps[int(np.argmax(wide))]),
                message=(
                    f"{series.where}: prediction and target are broadcast to {series.values[worst]:.4g} times "
                    "the elements "
                    f"of the larger (1 is right) in {wide.sum()} of {len(wide)} readings; "
                    "each prediction is compared with the targets of other samples"
                ),
                evidence=(evidence(series, worst),),
            )
