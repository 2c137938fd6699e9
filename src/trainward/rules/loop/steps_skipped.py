"""The gradient scaler leaves out many optimizer steps, long after its scale should have settled."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta, Severity
from trainward.records.reading import History
from trainward.rules.access import evidence, finite, only

META = RuleMeta(
    code="LOO007",
    name="steps-skipped",
    reads=("skipped_steps", "loss"),
    window=2,
    severity="error",
    source="chosen: a settled scaler leaves out 1 step in 2000; see the page",
)

SHARE = 0.05  # of the steps of the later half of the run
MOST = 0.5  # share from which the run hardly trains
FEWEST = 10  # steps left out in the later half


def check(history: History) -> Iterator[Finding]:
    """Yield one finding if many steps of the later half of the run were left out."""
    skipped, loss = finite(only(history, "skipped_steps")), only(history, "loss")
    if len(skipped.values) < META.window or not len(loss.steps):
        return
    last = max(int(loss.steps.max()), int(skipped.steps[-1]))
    late = skipped.steps > last / 2
    if not late.any():
        return
    before = float(skipped.values[~late][-1]) if (~late).any() else 0.0
    count = float(skipped.values[-1]) - before
    share = count / max(last - last // 2, count)
    if count < FEWEST or share < SHARE:
        return
    severity: Severity = "error" if share >= MOST else "warning"
    begin = int(late.argmax())
    yield Finding(
        rule=META.name,
        code=META.code,
        severity=severity,
        step=int(skipped.steps[begin]),
        message=(
            f"{count:.0f} optimizer steps ({share:.0%} of them, limit {SHARE:.0%}) were left out after step "
            f"{last // 2} "
            "because gradients were not finite"
        ),
        evidence=(evidence(skipped, begin), evidence(skipped, -1)),
    )
