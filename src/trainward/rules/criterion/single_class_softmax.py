"""A softmax over a single unit is constantly 1, so the loss has nothing to learn from."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence, only
from trainward.rules.loss_function import BCE, CROSS_ENTROPY, REGRESSION, places
from trainward.rules.side_by_side import side_by_side

META = RuleMeta(
    code="CRI004",
    name="single-class-softmax",
    reads=("class_count", "prediction_min", "prediction_max", "target_min"),
    window=3,
    severity="error",
    source="softmax over one unit is exactly 1; no threshold",
)


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each loss function behind a softmax over one unit."""
    yield from _one_class(history)
    yield from _always_one(history)


def _one_class(history: History) -> Iterator[Finding]:
    """Cross entropy with one column: its own softmax is constant."""
    for where in places(history, "class_count", CROSS_ENTROPY):
        classes = only(history, "class_count", where)
        if len(classes.values) and classes.values[-1] == 1:
            yield Finding(
                rule=META.name,
                code=META.code,
                severity="error",
                step=int(classes.steps[-1]),
                message=f"{where} has {classes.values[-1]:.0f} class: its softmax is always 1, its loss always 0",
                evidence=(evidence(classes, -1),),
            )


def _always_one(history: History) -> Iterator[Finding]:
    """Another loss whose predictions are exactly 1, whatever the target."""
    for where in places(history, "prediction_min", BCE | REGRESSION):
        low, high, target = side_by_side(history, where, "prediction_min", "prediction_max", "target_min")
        if len(low.steps) < META.window or not (target.values < 1).any():
            continue
        if (low.values == 1).all() and (high.values == 1).all():
            yield Finding(
                rule=META.name,
                code=META.code,
                severity="error",
                step=int(low.steps[0]),
                message=(
                    f"{where}: every prediction is exactly 1 in all {len(low.steps)} readings, "
                    f"although targets go down to {target.values.min():.3g}"
                ),
                evidence=(evidence(low, 0), evidence(high, 0), evidence(target, int(target.values.argmin()))),
            )
