"""Validation falls although training does not."""

from collections.abc import Iterator
from typing import Final

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence
from trainward.rules.task import is_supervised
from trainward.rules.validation.rounds import ROUND_READS, rounds
from trainward.rules.validation.trend import TRAIN_FLAT, train_is_flat, validation_change

META = RuleMeta(
    code="VAL002",
    name="train-flat-validation-falls",
    reads=ROUND_READS,
    window=5,
    severity="warning",
    source="train/validation table: train flat and validation falls means that the data are wrong; shares chosen",
)

FALL: Final = 0.2  # share of the first evaluations


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each validation source that falls beside a training loss that never moved."""
    for one in rounds(history, META.window) if is_supervised(history) else ():
        change = validation_change(one)
        if change < -FALL and train_is_flat(one):
            yield Finding(
                META.name,
                META.code,
                "warning",
                int(one.validation.steps[0]),
                f"{one.validation.where}: the loss fell by {-change:.0%} to {one.validation.values[-1]:.4g} at step "
                f"{one.validation.steps[-1]} (limit {FALL:.0%}), while the training loss stayed within "
                f"{TRAIN_FLAT:.0%} of {one.start:.4g}: they do not measure the same",
                (
                    evidence(one.validation, 0),
                    evidence(one.validation, -1),
                    evidence(one.train, 0),
                    evidence(one.train, -1),
                ),
            )
