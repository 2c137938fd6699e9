"""The gradient scaler leaves out many optimizer steps, long after its scale should have settled."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta, Severity
from trainward.records.reading import History, Series
from trainward.rules.access import evidence, finite, only

META = RuleMeta(
    code="LOO007",
    name="steps-skipped",
    reads=("skipped_steps", "loss"),
    window=2,
    severity="error",
    source="chosen: a settled scaler leaves out 1 step in 2000; see the page",
)

WARM_UP = 20  # steps in which the scale settles
SHARE = 0.05  # of the attempts in the later half of the run
FEWEST = 10  # steps left out in the later half
LOST = 40  # steps left out without the scale having settled: from 65536 down to 1 it takes 16
MOST = 0.5  # share of the attempts from which the run hardly trains


def check(history: History) -> Iterator[Finding]:
    """Yield one finding if many attempts at a step were left out: an error if the run hardly trains."""
    skipped, loss = finite(only(history, "skipped_steps")), only(history, "loss")
    if len(skipped.values) < META.window:
        return
    last = max([int(skipped.steps.max()), *loss.steps])
    total = float(skipped.values[-1])
    late = skipped.steps > max(WARM_UP, last / 2)
    count = float(skipped.values[-1] - skipped.values[~late].max(initial=0.0)) if late.any() else 0.0
    if total >= LOST and total >= MOST * (total + last):
        yield _finding(skipped, 0, total, total / (total + last))
    elif count >= FEWEST and count >= SHARE * (count + last / 2):
        yield _finding(skipped, int(late.argmax()), count, count / (count + last / 2))


def _finding(skipped: Series, begin: int, count: float, share: float) -> Finding:
    severity: Severity = "error" if share >= MOST else "warning"
    return Finding(
        rule=META.name,
        code=META.code,
        severity=severity,
        step=int(skipped.steps[begin]),
        message=(
            f"{count:.0f} optimizer steps were left out since step {skipped.steps[begin]} because gradients "
            "were not "
            f"finite, {share:.0%} of the attempts (limit {SHARE:.0%})"
        ),
        evidence=(evidence(skipped, begin), evidence(skipped, -1)),
    )
