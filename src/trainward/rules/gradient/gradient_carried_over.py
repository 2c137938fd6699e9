"""Gradients are never cleared, so each step adds to all steps before it."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every, evidence, finite

META = RuleMeta(
    code="GRA007",
    name="gradient-carried-over",
    reads=("carried_gradient",),
    window=3,
    severity="error",
    source="TrainCheck, case SO-60335387: zero_grad missing; the share is chosen, see the page",
)

SHARE = 0.9  # of the readings; chosen


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each optimizer whose gradients are carried from step to step."""
    for raw in every(history, "carried_gradient"):
        series = finite(raw)
        carried = series.values == 1
        if len(carried) >= META.window and carried.mean() >= SHARE:
            first = int(np.argmax(carried))
            yield Finding(
                META.name,
                META.code,
                META.severity,
                int(series.steps[first]),
                f"gradients were not cleared before the next step in {carried.sum()} of {len(carried)} readings, "
                f"first at step {series.steps[first]} (limit {SHARE:g} of the readings); they add up over all steps",
                (evidence(series, first), evidence(series, len(carried) - 1)),
            )
