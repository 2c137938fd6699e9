"""Training and validation both rise."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every, evidence
from trainward.rules.robust import Floats, middle, noise
from trainward.rules.task import is_supervised
from trainward.rules.validation.rounds import ROUND_READS, Rounds, rounds

META = RuleMeta(
    code="VAL004",
    name="train-and-validation-rise",
    reads=(*ROUND_READS, "learning_rate"),
    window=5,
    severity="warning",
    source="train/validation table: both rise means structure, hyperparameters or data; shares chosen, see the page",
)

RISE: Final = 0.4  # share of the best, in both
REGAINED: Final = 0.5  # share of what training had fallen since the start: harder data give back less
LASTING: Final = 3  # newest evaluations that all lie above
SHOWN: Final = 4.0  # robust standard deviations between evaluations
RESTART: Final = 1.5  # a learning rate higher by this factor than at the best evaluation explains it


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each validation source that climbs together with training."""
    for one in rounds(history, META.window) if is_supervised(history) else ():
        best = int(np.argmin(one.validation.values))
        if len(one.validation.values) - best <= LASTING or not np.isfinite(one.levels[best:]).all():
            continue
        if (
            _risen(one.validation.values, best)
            and _risen(one.levels, best)
            and _regained(one, best)
            and not _restarted(history, one, best)
        ):
            yield _finding(one, best)


def _risen(values: Floats, best: int) -> bool:
    newest = values[-LASTING:]
    if not (values[best:] > 0).all():
        return False
    enough = newest.min() > (1 + RISE) * values[best]
    return bool(enough and middle(newest) - values[best] > SHOWN * noise(values[best:]))


def _regained(one: Rounds, best: int) -> bool:
    """Return whether training gave back much of its fall and goes on doing so."""
    newest = one.levels[-LASTING:]
    return bool(newest[-1] - one.levels[best] > REGAINED * (one.start - one.levels[best]) and newest[-1] >= newest[0])


def _restarted(history: History, one: Rounds, best: int) -> bool:
    for rate in every(history, "learning_rate"):
        then = rate.values[rate.steps < one.validation.steps[best]]
        since = rate.values[rate.steps >= one.validation.steps[best]]
        if len(then) and len(since) and since.max() > RESTART * then[-1]:
            return True
    return False


def _finding(one: Rounds, best: int) -> Finding:
    values, steps = one.validation.values, one.validation.steps
    return Finding(
        META.name,
        META.code,
        "warning",
        int(steps[best]),
        f"{one.validation.where}: since step {steps[best]} the loss rose from {values[best]:.4g} to {values[-1]:.4g} "
        f"at step {steps[-1]}, training from {one.levels[best]:.4g} to {one.levels[-1]:.4g} (limit {RISE:.0%} each)",
        (
            evidence(one.validation, best),
            evidence(one.validation, len(steps) - 1),
            evidence(one.train, one.last[best]),
            evidence(one.train, one.last[-1]),
        ),
    )
