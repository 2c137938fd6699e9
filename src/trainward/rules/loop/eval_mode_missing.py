"""Validation runs in training mode."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta, Severity
from trainward.records.reading import History
from trainward.rules.access import every, evidence, finite

META = RuleMeta(
    code="LOO005",
    name="eval-mode-missing",
    reads=("evaluation_mode", "validation_loss", "validation_accuracy"),
    window=1,
    severity="warning",
    source="the mode is on or off; no threshold",
)

SHARE = 0.8  # of the evaluation phases; a pass over training data in between may be in training mode


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each model that is validated in training mode; info if no validation data is known."""
    severity: Severity = "warning" if _has_validation(history) else "info"
    for readings in every(history, "evaluation_mode"):
        series = finite(readings)
        off = series.values < 0.5
        if len(off) < META.window or off.mean() < SHARE or not off[-1]:
            continue
        yield Finding(
            rule=META.name,
            code=META.code,
            severity=severity,
            step=int(series.steps[int(off.argmax())]),
            message=(
                f"{series.where or 'the model'} was in training mode in {off.sum()} of {len(off)} evaluation "
                "phases; "
                "dropout and normalisation make its validation values worse and noisy"
            ),
            evidence=(evidence(series, int(off.argmax())),),
        )


def _has_validation(history: History) -> bool:
    return any(
        series.where.startswith("validation") and len(series.values) > 0
        for signal in ("validation_loss", "validation_accuracy")
        for series in every(history, signal)
    )
