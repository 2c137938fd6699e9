"""A scheduler stepped before the first optimizer step, so the first learning rate was never used."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta, Severity
from trainward.records.reading import History
from trainward.rules.access import evidence, finite, only

META = RuleMeta(
    code="LOO001",
    name="scheduler-before-optimizer",
    reads=("scheduler_first", "scheduler_steps", "skipped_steps"),
    window=1,
    severity="warning",
    source="PyTorch documents since 1.1.0: call the optimizer's step before the scheduler's; no threshold",
)

FORWARDED = 3  # scheduler steps before the first update that look like the way to a resumed epoch; chosen


def check(history: History) -> Iterator[Finding]:
    """Yield one finding if a scheduler was first: info where a left-out step or a resumed run explains it."""
    first = finite(only(history, "scheduler_first"))
    if not (first.values == 1).any():
        return
    excuse = _excuse(history)
    severity: Severity = "info" if excuse else "warning"
    yield Finding(
        rule=META.name,
        code=META.code,
        severity=severity,
        step=int(first.steps[0]),
        message=(
            "a scheduler stepped before optimizer step 1, so the schedule runs ahead and its first learning "
            "rate was "
            f"never used{excuse}"
        ),
        evidence=(evidence(first, 0),),
    )


def _excuse(history: History) -> str:
    skipped = finite(only(history, "skipped_steps")).values
    if len(skipped) and skipped[-1] > 0:
        return f"; the gradient scaler left out {skipped[-1]:.0f} steps, and it may have been one of these"
    counted = finite(only(history, "scheduler_steps"))
    ahead = float(counted.values[counted.steps == 0].max(initial=0.0))
    if ahead >= FORWARDED:
        return f"; it was wound forward by {ahead:.0f}, as when a run is resumed"
    return ""
