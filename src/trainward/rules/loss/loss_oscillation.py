"""The loss swings widely about a level that does not fall."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from trainward.records.finding import Evidence, Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite
from trainward.rules.robust import errors_between, level, middle, neighbour_correlation, spread
from trainward.rules.task import TASK_READS, chance, has_ended, is_supervised, task_loss

META = RuleMeta(
    code="LOS010",
    name="loss-oscillation",
    reads=(*TASK_READS, "update_ratio"),
    window=50,
    severity="warning",
    source="TheDeepChecker: direction switches in > 50 % of 50 readings; AutoTrainer: swings >= 3 %; see the page",
)

PATIENCE: Final = 150  # the same while the run goes on: first steps may be wild
SHARE: Final = 0.5  # of the run, its newest part, is judged
SWING: Final = 0.15  # robust standard deviation over level
ALTERNATING: Final = -0.5  # correlation of neighbours; that of independent noise is 0
LARGE_UPDATES: Final = 1e-2  # update ratio, ten times the healthy 1e-3
ABOVE_CHANCE: Final = 1.25  # times what guessing costs
WIDE_SWING: Final = 0.25  # robust standard deviation over level, for swings above chance
FALLING: Final = 3.0  # standard errors
RATIO_READINGS: Final = 3


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when the newest half of the run swings without falling."""
    if not is_supervised(history):
        return
    guess = chance(history)
    series = task_loss(history, guess.where) if guess else next((finite(one) for one in every(history, "loss")), None)
    if series is None or len(series.values) < (META.window if has_ended(history) else PATIENCE):
        return
    if (series.values <= 0).any():
        return
    count = max(META.window, int(SHARE * len(series.values)))
    tail = series.values[-count:]
    half = count // 2
    if errors_between(level(tail[:half]), level(tail[half:])) < -FALLING:
        return
    swing = spread(tail) / middle(tail)
    ratio = _large_updates(history)
    if swing > SWING and ratio is not None and neighbour_correlation(tail) < ALTERNATING:
        how = f"up and down in turn (correlation of neighbours {neighbour_correlation(tail):.2f}, limit {ALTERNATING})"
        yield _finding(series, count, how, (ratio,))
    elif guess and swing > WIDE_SWING and level(tail).value > ABOVE_CHANCE * guess.loss:
        how = f"above the {guess.loss:.4g} that guessing costs (limit {ABOVE_CHANCE} times)"
        yield _finding(series, count, how, ())


def _large_updates(history: History) -> Evidence | None:
    """Return the newest update ratio of the parameter in the middle when updates are large."""
    known = [finite(ratio) for ratio in every(history, "update_ratio")]
    known = [ratio for ratio in known if len(ratio.values) >= RATIO_READINGS]
    middles = [middle(ratio.values[-20:]) for ratio in known]
    if not known or middle(np.array(middles)) < LARGE_UPDATES:
        return None
    return evidence(known[int(np.argsort(middles)[len(middles) // 2])], -1)


def _finding(series: Series, count: int, how: str, more: tuple[Evidence, ...]) -> Finding:
    tail = series.values[-count:]
    first = len(series.values) - count
    low, high = np.quantile(tail, [0.1, 0.9])
    switches = float(np.mean(np.sign(np.diff(tail[1:])) != np.sign(np.diff(tail[:-1]))))
    return Finding(
        META.name,
        META.code,
        "warning",
        int(series.steps[first]),
        f"{series.signal} swings between {low:.4g} and {high:.4g} since step {series.steps[first]}, {how}, without "
        f"falling; it turns at {switches:.0%} of the readings",
        (evidence(series, first + int(tail.argmin())), evidence(series, first + int(tail.argmax())), *more),
    )
