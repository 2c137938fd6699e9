"""The scheduler steps several times for each optimizer step, so the schedule runs off too early."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite, only
from trainward.rules.robust import middle

META = RuleMeta(
    code="LOO002",
    name="scheduler-outpaces-optimizer",
    reads=("scheduler_steps", "micro_batches", "learning_rate"),
    window=2,
    severity="warning",
    source="chosen: once an update or less is usual, chains of schedulers count for themselves; see the page",
)

FEWEST_STEPS = 20  # optimizer steps over which the rate is taken
TIMES = 4.5  # scheduler steps for each step of each optimizer: more than any usual chain has parts
AGREE = 0.1  # relative difference within which the rate is that of the micro-batches


def check(history: History) -> Iterator[Finding]:
    """Yield one finding if the schedulers step as often as there are micro-batches, or far more often than updates."""
    counted = finite(only(history, "scheduler_steps"))
    if len(counted.steps) < META.window or counted.steps[-1] - counted.steps[0] < FEWEST_STEPS:
        return
    taken = float(counted.values[-1] - counted.values[0])
    rate = taken / float(counted.steps[-1] - counted.steps[0]) / _optimizers(history)
    micro = _micro_batches(history)
    with_micro = micro >= 2 and abs(rate - micro) <= AGREE * micro
    if with_micro or rate > TIMES:
        yield _finding(counted, rate, micro if with_micro else 0.0)


def _optimizers(history: History) -> int:
    labels = {series.where.rpartition("/")[0] for series in every(history, "learning_rate")}
    return max(1, len(labels))


def _micro_batches(history: History) -> float:
    counts = [middle(finite(series).values) for series in every(history, "micro_batches") if len(series.values)]
    return min(counts, default=1.0)


def _finding(counted: Series, rate: float, micro: float) -> Finding:
    why = f", once for each of the {micro:.0f} micro-batches" if micro else f" (limit {TIMES:g})"
    return Finding(
        rule=META.name,
        code=META.code,
        severity="warning",
        step=int(counted.steps[0]),
        message=(
            f"the scheduler stepped {rate:.3g} times for each optimizer step{why}: "
            f"{counted.values[-1]:.0f} times by step {counted.steps[-1]}"
        ),
        evidence=(evidence(counted, 0), evidence(counted, -1)),
    )
