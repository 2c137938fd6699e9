"""What kind of training the readings speak of: with labels, against an opponent, and what guessing would cost."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from trainward.records.reading import History, Series
from trainward.rules.access import every, finite, only
from trainward.rules.loss_function import BCE, BCE_WITH_LOGITS, CROSS_ENTROPY, NLL, loss_function, places

TASK_READS: Final = (
    "class_weighted",
    "loss",
    "criterion",
    "class_count",
    "target_perplexity",
    "batch_size",
    "exit_code",
    "validation_loss",
)
"""The signals that the functions of this module read."""

SAME: Final = 0.02  # the loss is its loss function alone when they differ by less, as a share; chosen


@dataclass(frozen=True, slots=True)
class Chance:
    """What a classifier pays that knows how often each class occurs and nothing else."""

    where: str
    classes: int
    loss: float
    known_shares: bool


def has_opponent(history: History) -> bool:
    """Return whether several optimizers follow losses of their own, as in adversarial and actor-critic training."""
    return sum(len(series.values) > 0 for series in every(history, "loss")) > 1


def has_ended(history: History) -> bool:
    """Return whether the run is over: a loss that has not moved yet may still begin to, while it goes on."""
    return any(len(series.values) > 0 for series in every(history, "exit_code"))


def changes_task(history: History) -> bool:
    """Return whether the run went on to a task with another number of classes."""
    counts = [finite(one).values for one in every(history, "class_count")]
    return any(np.ptp(values) > 0 for values in counts if len(values))


def is_supervised(history: History) -> bool:
    """Return whether one optimizer follows the labels of a data set.

    Losses of reinforcement learning and of adversaries rise in sound runs, because what they are measured against
    moves. A run that goes on to another task, with another number of classes, has no one course either.
    """
    if has_opponent(history):
        return False
    if changes_task(history):
        return False
    from_loader = any(series.where == "train" for series in every(history, "batch_size"))
    evaluated = any(series.where.startswith("validation") for series in every(history, "validation_loss"))
    return from_loader or evaluated or bool(places(history, "class_count", CROSS_ENTROPY | NLL))


def chance(history: History) -> Chance | None:
    """Return what guessing costs under the one classification loss of the run.

    None when there is not just one, and when it weighs the classes: the weights are not known.
    """
    found = places(history, "class_count", CROSS_ENTROPY | NLL | BCE | BCE_WITH_LOGITS)
    weighted = any(one.values.max(initial=0) > 0 for one in every(history, "class_weighted"))
    if len(found) != 1 or weighted:
        return None
    where = found[0]
    counts = finite(only(history, "class_count", where)).values
    binary = loss_function(where) in BCE | BCE_WITH_LOGITS
    classes = 2 if binary else int(min(counts[-1], 1e9)) if len(counts) else 0
    shares = finite(only(history, "target_perplexity", where)).values
    share = float(shares[-1]) if len(shares) and 0 < shares[-1] <= 1 else 1.0
    if classes < 2 or classes * share <= 1:
        return None
    return Chance(where, classes, math.log(classes * share), len(shares) > 0)


def task_loss(history: History, where: str) -> Series:
    """Return the finite readings that can be compared with the loss function at `where`.

    This is the loss, which is read at each step, unless it differs from the loss function by a penalty or a factor.
    """
    loss, criterion = finite(only(history, "loss")), finite(only(history, "criterion", where))
    if len(criterion.values) == 0:
        return loss
    _, at_loss, at_criterion = np.intersect1d(loss.steps, criterion.steps, return_indices=True)
    if len(at_loss) == 0:
        return criterion
    apart = np.abs(loss.values[at_loss] - criterion.values[at_criterion])
    same = np.median(apart) <= SAME * np.median(np.abs(criterion.values[at_criterion]))
    return loss if same else criterion
