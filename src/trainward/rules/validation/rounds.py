"""Evaluations side by side with the training between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from trainward.records.reading import History, Series
from trainward.rules.access import every, finite, only
from trainward.rules.robust import Floats, middle, spread, start_count
from trainward.rules.task import TASK_READS, chance, task_loss

ROUND_READS: Final = TASK_READS
"""The signals that `rounds` reads."""

WILD: Final = 10.0  # robust standard deviations at which a training loss is cut before it enters a mean; chosen
MOST: Final = 200  # evaluations that are looked at; of more, every n-th counting from the newest; chosen
STEADY: Final = 2.0  # largest over smallest ratio of sums over two batch sizes; chosen
LEAST_BATCH: Final = 2.0  # times the batch of training; chosen
LARGEST_BATCH: Final = 200.0  # times the batch of training; chosen
MEAN: Final = 3.0  # times what guessing costs: a first loss below is a mean; chosen


@dataclass(frozen=True, slots=True)
class Rounds:
    """The evaluations of one data source.

    `levels` is the mean training loss over the newer half of the steps before each evaluation, nan where there were
    none; `ratios` is validation over it, and `last` the index of the last of them in `train`. `comparable` says that
    both come from the same function.
    """

    validation: Series
    train: Series
    levels: Floats
    ratios: Floats
    last: Sequence[int]
    start: float
    comparable: bool


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
    with np.errstate(all="ignore"):
        ratios = validation.values / levels
    summed = _is_summed(history, ratios, start)
    return Rounds(validation, train, levels, ratios, last, start, comparable and not summed)


def _level(values: Floats) -> float:
    """Return the mean of the newer half, wild values cut."""
    newer = values[len(values) // 2 :]
    if len(newer) < 3:
        return float(np.mean(newer)) if len(newer) else float("nan")
    width = WILD * spread(newer)
    return float(np.mean(np.clip(newer, middle(newer) - width, middle(newer) + width) if width > 0 else newer))


def _is_summed(history: History, ratios: Floats, start: float) -> bool:
    """Return whether losses may be sums over the samples of a batch, and batches of two sizes are compared.

    Sources take the mean of an evaluation when training takes it, and only then; a training loss that begins near
    what guessing costs is a mean.
    """
    guess = chance(history)
    known = ratios[np.isfinite(ratios)]
    if guess is not None and start < MEAN * guess.loss:
        return False
    return len(known) > 0 and bool(known.min() > LEAST_BATCH and known.max() < min(STEADY * known.min(), LARGEST_BATCH))
