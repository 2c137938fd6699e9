"""Evaluations side by side with the training between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from trainward.records.reading import History, Series
from trainward.rules.access import every, finite, only
from trainward.rules.robust import Floats, middle, spread, start_count
from trainward.rules.task import TASK_READS, task_loss

ROUND_READS: Final = (*TASK_READS, "validation_loss", "validation_accuracy")
"""The signals that `rounds` reads."""

WILD: Final = 10.0  # robust standard deviations at which a training loss is cut before it enters a mean; chosen
MOST: Final = 200  # evaluations that are looked at; of more, every n-th counting from the newest; chosen
HUGE: Final = 8.0  # times training, where the size of the batch is not known: a sum is likely; chosen
GUESSING: Final = 1.5  # times the accuracy of guessing among balanced classes: such a model may be that bad; chosen
SUMMED: Final = 4.0  # a first ratio within this factor of the batch size is taken for a sum over samples; chosen


@dataclass(frozen=True, slots=True)
class Rounds:
    """The evaluations of one data source.

    `levels` is the mean training loss over the newer half of the steps before each evaluation, nan where there were
    none; `last` the index of the last of them in `train`. `comparable` says that both come from the same function.
    """

    validation: Series
    train: Series
    levels: Floats
    last: Sequence[int]
    start: float
    comparable: bool

    @property
    def ratios(self) -> Floats:
        """Return validation over training, for each evaluation."""
        with np.errstate(all="ignore"):
            return self.validation.values / self.levels


def rounds(history: History, fewest: int) -> tuple[Rounds, ...]:
    """Return the evaluations of each held-out source with at least `fewest` of them.

    What the script says of itself counts only when nothing was seen of its own evaluations.
    """
    found = [finite(one) for one in every(history, "validation_loss") if "train" not in one.where.lower()]
    found = [one for one in found if len(one.values) >= fewest]
    seen = [one for one in found if one.where.startswith("validation")]
    train, comparable = _train(history)
    if len(train.values) == 0:
        return ()
    return tuple(_rounds(history, one, train, comparable and bool(seen)) for one in seen or found[:1])


def _train(history: History) -> tuple[Series, bool]:
    """Return the training readings, and whether they are those of the only loss function that was seen."""
    seen = [one for one in every(history, "criterion") if len(one.values)]
    if len(seen) == 1:
        return task_loss(history, seen[0].where), True
    return finite(only(history, "loss")), False


def _rounds(history: History, validation: Series, train: Series, comparable: bool) -> Rounds:
    if len(validation.steps) > MOST:
        kept = np.flatnonzero(np.arange(len(validation.steps))[::-1] % -(-len(validation.steps) // MOST) == 0)
        validation = Series(validation.signal, validation.where, validation.steps[kept], validation.values[kept])
    ends = np.searchsorted(train.steps, validation.steps, side="right")
    begins = np.concatenate(([0], ends[:-1]))
    levels = np.array([_level(train.values[b:e]) for b, e in zip(begins, ends, strict=True)])
    start = middle(train.values[: start_count(len(train.values))])
    last = [max(int(end) - 1, 0) for end in ends]
    summed = _is_summed(history, validation, levels)
    return Rounds(validation, train, levels, last, start, comparable and not summed)


def _level(values: Floats) -> float:
    """Return the mean of the newer half, wild values cut."""
    newer = values[len(values) // 2 :]
    if len(newer) < 3:
        return float(np.mean(newer)) if len(newer) else float("nan")
    width = WILD * spread(newer)
    return float(np.mean(np.clip(newer, middle(newer) - width, middle(newer) + width) if width > 0 else newer))


def _is_summed(history: History, validation: Series, levels: Floats) -> bool:
    """Return whether the evaluation may be a sum over the samples of a batch, where training takes the mean.

    A model whose accuracy is that of guessing can be as bad as its loss says.
    """
    if not levels[0] > 0:
        return False
    ratio = validation.values[0] / levels[0]
    size = finite(only(history, "batch_size", validation.where)).values
    if len(size):
        return bool(size[0] >= 2 * SUMMED and size[0] / SUMMED < ratio < size[0] * SUMMED)
    return bool(ratio > HUGE) and not _guesses(history, validation.where)


def _guesses(history: History, where: str) -> bool:
    """Return whether the accuracy of the first evaluations is known and that of guessing."""
    accuracy = finite(only(history, "validation_accuracy", where)).values[:3]
    counts = [one.values[-1] for one in every(history, "class_count") if len(one.values)]
    return len(accuracy) > 0 and len(counts) == 1 and counts[0] > 1 and middle(accuracy) < GUESSING / counts[0]
