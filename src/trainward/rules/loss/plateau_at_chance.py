"""The loss stays at what guessing costs."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite, only
from trainward.rules.robust import Flags, Floats, errors_between, level
from trainward.rules.task import TASK_READS, Chance, chance, has_ended, has_opponent, task_loss

META = RuleMeta(
    code="LOS006",
    name="plateau-at-chance",
    reads=(*TASK_READS, "learning_rate"),
    window=100,
    severity="warning",
    source="cross-entropy of guessing is ln K, or the entropy of the class shares; widths chosen, see the page",
)

PATIENCE: Final = 300  # steps while the run goes on: many sound runs begin with a plateau
BELOW: Final = 0.005  # share of the chance level that a plateau may lie below it, when the class shares are known
BELOW_UNKNOWN: Final = 0.01  # the same when they are not
ABOVE: Final = 0.06  # share of the chance level that it may lie above
LEARNED: Final = 3.0  # standard errors below chance that show something was learned
WEAK: Final = 0.003  # and at least this share of the chance level
FALLING: Final = 3.0  # standard errors by which the second half lies below the first
POWER: Final = 0.05  # share of the chance level into which that must fit, or nothing can be said
MOST: Final = 0.5  # share of the run that the plateau takes
WARM: Final = 0.3  # of the largest learning rate so far: below, the model is not expected to move


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when the newest half of the run lies at chance and does not fall."""
    guess = chance(history)
    if guess is None or has_opponent(history):
        return
    series = task_loss(history, guess.where)
    warm = _is_warm(history, series)
    judged = Series(series.signal, series.where, series.steps[warm], series.values[warm])
    count = max(META.window, int(MOST * len(judged.values)))
    if len(judged.values) < count or not (has_ended(history) or np.ptp(judged.steps) >= PATIENCE - 1):
        return
    tail = judged.values[-count:]
    first, second = level(tail[: count // 2]), level(tail[count // 2 :])
    if FALLING * np.hypot(first.error, second.error) > POWER * guess.loss:
        return
    if errors_between(first, second) > -FALLING and _at_chance(tail, guess):
        yield _finding(judged, only(history, "class_count", guess.where), guess, count)


def _is_warm(history: History, series: Series) -> Flags:
    """Return for each reading whether the learning rate was near the largest so far: true where it is unknown."""
    rates = [finite(rate) for rate in every(history, "learning_rate")]
    warm = np.zeros(len(series.steps), np.bool_)
    known = False
    for rate in rates:
        if len(rate.values) == 0:
            continue
        known = True
        at = np.clip(np.searchsorted(rate.steps, series.steps, side="right") - 1, 0, None)
        warm |= (rate.values[at] >= WARM * rate.values.max()) & (rate.values[at] > 0)
    return warm if known else ~warm


def _at_chance(tail: Floats, guess: Chance) -> bool:
    here = level(tail)
    below = BELOW if guess.known_shares else BELOW_UNKNOWN
    if not (1 - below) * guess.loss <= here.value <= (1 + ABOVE) * guess.loss:
        return False
    return here.value > guess.loss - max(LEARNED * here.error, WEAK * guess.loss)


def _finding(series: Series, classes: Series, guess: Chance, count: int) -> Finding:
    here = level(series.values[-count:])
    first = len(series.values) - count
    while first > 0 and abs(series.values[max(first - 10, 0) : first].mean() / guess.loss - 1) < ABOVE:
        first = max(first - 10, 0)
    shares = "the entropy of the class shares" if guess.known_shares else f"ln {guess.classes}"
    return Finding(
        META.name,
        META.code,
        "warning",
        int(series.steps[first]),
        f"{series.signal} stays at {here.value:.4g} from step {series.steps[first]} to step {series.steps[-1]}: "
        f"guessing among {guess.classes} classes costs {guess.loss:.4g} ({shares}), and there is no downward trend",
        (evidence(series, first), evidence(series, -1), evidence(classes, -1)),
    )
