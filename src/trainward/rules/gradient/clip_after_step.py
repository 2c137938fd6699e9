"""Gradients are clipped after the update they should limit."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every, evidence, finite

META = RuleMeta(
    code="GRA008",
    name="clip-after-step",
    reads=("clip_after_step",),
    window=3,
    severity="warning",
    source="PyTorch, torch.nn.utils.clip_grad_norm_: between backward and step; the share is chosen, see the page",
)

SHARE = 0.5  # of the readings; chosen


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when clipping comes too late in most readings."""
    for raw in every(history, "clip_after_step"):
        series = finite(raw)
        late = series.values == 1
        if len(late) >= META.window and late.mean() > SHARE:
            first = int(np.argmax(late))
            yield Finding(
                META.name,
                META.code,
                META.severity,
                int(series.steps[first]),
                f"gradients were clipped after the optimizer step in {late.sum()} of {len(late)} readings, "
                f"first at step {series.steps[first]} (limit {SHARE:g} of the readings); the update was not limited",
                (evidence(series, first), evidence(series, len(late) - 1)),
            )
