"""Training goes on in evaluation mode."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta, Severity
from trainward.records.reading import History
from trainward.rules.access import every, evidence, finite
from trainward.rules.lasting import lasting_since

META = RuleMeta(
    code="LOO004",
    name="training-mode-off",
    reads=("training_mode",),
    window=5,
    severity="warning",
    source="the mode is on or off; no threshold",
)


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each model that lost its training mode; info for one that never had it."""
    for readings in every(history, "training_mode"):
        series = finite(readings)
        if len(series.values) < META.window:
            continue
        off = series.values < 0.5
        begin = lasting_since(off, series.steps)
        if begin is None:
            continue
        severity: Severity = "warning" if begin else "info"
        told = "dropout and normalisation no longer train" if begin else "it never was in training mode"
        yield Finding(
            rule=META.name,
            code=META.code,
            severity=severity,
            step=int(series.steps[begin]),
            message=(
                f"{series.where or 'the model'} computes its gradients in evaluation mode since step "
                f"{series.steps[begin]}, in the last {len(off) - begin} of {len(off)} readings; {told}"
            ),
            evidence=(evidence(series, begin), evidence(series, -1)),
        )
