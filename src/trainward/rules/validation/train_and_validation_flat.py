"""Neither training nor validation moves."""

from collections.abc import Iterator
from typing import Final

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence
from trainward.rules.task import chance, has_ended, is_supervised
from trainward.rules.validation.rounds import ROUND_READS, Rounds, rounds
from trainward.rules.validation.trend import TRAIN_FLAT, train_is_flat, validation_change

META = RuleMeta(
    code="VAL003",
    name="train-and-validation-flat",
    reads=ROUND_READS,
    window=4,
    severity="warning",
    source="train/validation table: both flat means a bottleneck; shares chosen, see the page",
)

FLAT: Final = 0.03  # share of the first evaluations
PATIENCE: Final = 300  # training readings before more than an info is said of a run that goes on
UNTRAINED: Final = 0.997  # of what guessing costs: with both losses above, the model knows nothing


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each validation source when both losses are where they began."""
    guess = chance(history)
    for one in rounds(history, META.window) if is_supervised(history) else ():
        if abs(validation_change(one)) < FLAT and train_is_flat(one):
            late = has_ended(history) or len(one.train.values) >= PATIENCE
            untrained = (
                late and guess is not None and min(one.validation.values[-1], one.levels[-1]) > UNTRAINED * guess.loss
            )
            yield _finding(one, untrained)


def _finding(one: Rounds, untrained: bool) -> Finding:
    return Finding(
        META.name,
        META.code,
        "warning" if untrained else "info",
        int(one.validation.steps[0]),
        f"{one.validation.where}: the loss is {one.validation.values[-1]:.4g} after {len(one.validation.values)} "
        f"evaluations and was {one.validation.values[0]:.4g} at the first; training moved by less than "
        f"{TRAIN_FLAT:.0%} from {one.start:.4g} as well",
        (evidence(one.validation, 0), evidence(one.validation, -1), evidence(one.train, 0), evidence(one.train, -1)),
    )
