"""The targets are far larger than what a fresh model predicts, and the loss does not come down."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta, Severity
from trainward.records.reading import History
from trainward.rules.access import every, evidence
from trainward.rules.loss_course import loss_course
from trainward.rules.loss_function import REGRESSION, places
from trainward.rules.side_by_side import side_by_side

META = RuleMeta(
    code="CRI010",
    name="targets-unscaled",
    reads=("target_min", "target_max", "prediction_min", "prediction_max", "loss"),
    window=3,
    severity="warning",
    source="chosen: a fresh model predicts values of order 1; see the page",
)

LARGE = 100.0  # size of the targets, where a fresh model with standard initialisation predicts about 1
TIMES = 30.0  # times the size of the first predictions
FRESH = 3  # readings that are the beginning


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each regression loss with targets of a size that the model was not made for."""
    for where in places(history, "target_max", REGRESSION):
        least, most = side_by_side(history, where, "target_min", "target_max")
        low, high = side_by_side(history, where, "prediction_min", "prediction_max")
        if len(least.steps) < META.window or not len(low.steps):
            continue
        target = np.maximum(np.abs(least.values), np.abs(most.values))
        first = float(np.maximum(np.abs(low.values), np.abs(high.values))[:FRESH].min())
        size = float(np.median(target))
        if size >= LARGE and size >= TIMES * first:
            harm = _harm(history)
            severity: Severity = "warning" if harm else "info"
            yield Finding(
                rule=META.name,
                code=META.code,
                severity=severity,
                step=int(most.steps[0]),
                message=(
                    f"{where}: targets reach {size:.4g} in the middle of the readings, "
                    f"{size / max(first, 1e-30):.3g} times "
                    f"the first predictions (limit {TIMES:g}){harm or ', which the run has coped with so far'}"
                ),
                evidence=(evidence(most, int(np.argmax(target))), evidence(high, 0)),
            )


def _harm(history: History) -> str:
    """Return what the loss of the run says against such targets; empty when it falls or is not known."""
    courses = [loss_course(series) for series in every(history, "loss")]
    for course, told in (("diverged", "diverges"), ("rising", "rises"), ("flat", "does not fall")):
        if course in courses:
            return f", and the loss {told}"
    return ""
