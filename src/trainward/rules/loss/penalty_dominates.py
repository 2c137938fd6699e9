"""The loss is mostly a penalty, and the loss function itself is not getting better."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence, finite, only
from trainward.rules.robust import level, middle, spread
from trainward.rules.task import TASK_READS, chance, has_opponent

META = RuleMeta(
    code="LOS014",
    name="penalty-dominates",
    reads=TASK_READS,
    window=10,
    severity="warning",
    source="TheDeepChecker: regularisation against loss; the ratio is chosen, see the page",
)

DOMINATES: Final = 3.0  # times the loss function, at the end
STEPS: Final = 100  # before this nothing is expected of the loss function
SHARE: Final = 0.3  # of the readings, the newest
AT_CHANCE: Final = 0.9  # of what guessing costs
FACTOR: Final = 0.01  # relative spread of loss / criterion, below which it is a factor and no penalty


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when a classifier is at chance and most of its loss is something else."""
    guess = chance(history)
    if guess is None or has_opponent(history):
        return
    loss, criterion = finite(only(history, "loss")), finite(only(history, "criterion", guess.where))
    _, at_loss, at_criterion = np.intersect1d(loss.steps, criterion.steps, return_indices=True)
    if len(at_loss) < META.window or loss.steps[-1] - loss.steps[0] < STEPS:
        return
    total, task = loss.values[at_loss], criterion.values[at_criterion]
    if (task <= 0).any() or spread(total / task) < FACTOR * middle(total / task):
        return
    newest = slice(-max(META.window // 2, int(SHARE * len(task))), None)
    ratio = middle(total[newest] / task[newest])
    here = level(task[newest]).value
    if ratio > DOMINATES and here > AT_CHANCE * guess.loss:
        first = int(at_loss[newest][0])
        yield Finding(
            META.name,
            META.code,
            "warning",
            int(loss.steps[first]),
            f"loss is {ratio:.1f} times {guess.where} (limit {DOMINATES:.0f}), which is still {here:.4g} at step "
            f"{loss.steps[-1]}, "
            f"where guessing costs {guess.loss:.4g}: the rest of the loss, a penalty, is what is learned",
            (evidence(loss, first), evidence(criterion, int(at_criterion[newest][0])), evidence(criterion, -1)),
        )
