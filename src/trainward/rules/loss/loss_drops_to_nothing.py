"""A classification loss falls to almost nothing within few steps."""

from collections.abc import Iterator
from typing import Final

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence, only
from trainward.rules.robust import first_lasting, middle
from trainward.rules.task import TASK_READS, chance, task_loss

META = RuleMeta(
    code="LOS013",
    name="loss-drops-to-nothing",
    reads=TASK_READS,
    window=30,
    severity="info",
    source="chosen: 1 % of ln K within 100 readings, see the page",
)

NOTHING: Final = 0.01  # of what guessing costs
QUICK: Final = 100  # readings
LASTING: Final = 10  # readings in a row
UNTRAINED: Final = 0.5  # of what guessing costs: the start of a model that has not seen the task


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when the loss began untrained and was nothing soon after."""
    guess = chance(history)
    if guess is None:
        return
    series = task_loss(history, guess.where)
    if len(series.values) < META.window or middle(series.values[:3]) < UNTRAINED * guess.loss:
        return
    reached = first_lasting((series.values >= 0) & (series.values < NOTHING * guess.loss), LASTING)
    if reached >= min(QUICK, len(series.values)):
        return
    yield Finding(
        META.name,
        META.code,
        "info",
        int(series.steps[reached]),
        f"{series.signal} fell from {series.values[0]:.4g} to {series.values[reached]:.2g} within {reached} readings, "
        f"below {NOTHING:.0%} of the {guess.loss:.4g} that guessing costs: see that no input gives the answer away",
        (evidence(series, 0), evidence(series, reached), evidence(only(history, "class_count", guess.where), -1)),
    )
