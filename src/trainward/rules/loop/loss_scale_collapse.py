"""The gradient scaler lowers its scale again and again, because nearly every step overflows."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta, Severity
from trainward.records.reading import History
from trainward.rules.access import evidence, finite, only
from trainward.rules.robust import tail_length

META = RuleMeta(
    code="LOO006",
    name="loss-scale-collapse",
    reads=("loss_scale",),
    window=3,
    severity="error",
    source="chosen: below a scale of 1 loss scaling does the opposite of what it is for; see the page",
)

LOW = 1.0  # scale at which gradients are no longer enlarged
HALVINGS = 8  # below its peak: a script that begins with a small scale is left alone
LOST = 2.0**-10  # scale that no sound gradient needs


def check(history: History) -> Iterator[Finding]:
    """Yield one finding if the scale fell to 1 or below and is there now: an error when it goes on falling."""
    series = finite(only(history, "loss_scale"))
    if len(series.values) < META.window:
        return
    peak = int(np.argmax(series.values))
    if series.values[-1] > LOW or series.values[-1] > series.values[peak] / 2**HALVINGS:
        return
    begin = len(series.values) - tail_length(series.values <= LOW)
    severity: Severity = "error" if series.values[-1] <= LOST else "warning"
    yield Finding(
        rule=META.name,
        code=META.code,
        severity=severity,
        step=int(series.steps[begin]),
        message=(
            f"the loss scale fell from {series.values[peak]:.4g} to {series.values[-1]:.4g} by step "
            f"{series.steps[-1]} "
            f"(limit {LOW:g}); each halving is a step left out because gradients were not finite"
        ),
        evidence=(evidence(series, peak), evidence(series, -1)),
    )
