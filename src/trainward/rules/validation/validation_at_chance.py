"""Validation is no better than guessing while training falls."""

from collections.abc import Iterator
from typing import Final

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence, only
from trainward.rules.task import Chance, chance, is_supervised
from trainward.rules.validation.rounds import ROUND_READS, Rounds, rounds

META = RuleMeta(
    code="VAL006",
    name="validation-at-chance",
    reads=ROUND_READS,
    window=3,
    severity="warning",
    source="guessing costs ln K, or the entropy of the class shares; TheDeepChecker, corrupted labels; shares chosen",
)

CHANCE: Final = 0.97  # of what guessing costs: no evaluation lies below
FIRST: Final = 1.5  # of what guessing costs: the first evaluation is not above, or its inputs are another kind
LEARNED: Final = 0.75  # of what guessing costs: training lies below this in the end
RISING_LEARNED: Final = 0.95  # the same when validation ends above guessing and above its first evaluation
RISING_WINDOW: Final = 5  # evaluations for that


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each validation source from which nothing that was learned helps."""
    guess = chance(history)
    if guess is None or not is_supervised(history):
        return
    for one in rounds(history, META.window):
        values = one.validation.values
        at_chance = values.min() > CHANCE * guess.loss and values[0] < FIRST * guess.loss
        rising = len(values) >= RISING_WINDOW and values[-1] > max(values[0], guess.loss) and values.argmin() < 2
        learned = RISING_LEARNED if rising else LEARNED
        if one.comparable and at_chance and one.levels[-1] < learned * guess.loss:
            yield _finding(history, one, guess)


def _finding(history: History, one: Rounds, guess: Chance) -> Finding:
    values, steps = one.validation.values, one.validation.steps
    best = int(values.argmin())
    return Finding(
        META.name,
        META.code,
        "warning",
        int(steps[0]),
        f"{one.validation.where}: none of {len(values)} evaluations is below {CHANCE * guess.loss:.4g}, where guessing "
        f"among {guess.classes} classes costs {guess.loss:.4g}; the best is {values[best]:.4g} at step {steps[best]}, "
        f"while the training loss fell to {one.levels[-1]:.4g}",
        (
            evidence(one.validation, best),
            evidence(one.train, one.last[-1]),
            evidence(only(history, "class_count", guess.where), -1),
        ),
    )
