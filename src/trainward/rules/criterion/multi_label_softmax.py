"""Targets name several classes at once, but the predictions share one probability among the classes."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every, evidence, finite
from trainward.rules.loss_function import CROSS_ENTROPY, loss_function
from trainward.rules.side_by_side import side_by_side

META = RuleMeta(
    code="CRI005",
    name="multi-label-softmax",
    reads=("target_row_sum_max", "prediction_row_sum_error", "prediction_min"),
    window=3,
    severity="error",
    source="chosen: probabilities of one softmax sum to 1, so a target row must too; see the page",
)

SEVERAL = 1.5  # row sum of a target that is no distribution any more: half way from one class to two
ROUNDING = 1e-2  # largest distance of a row of softmax outputs from 1; bfloat16 keeps 8 bits
SHARE = 0.5  # share of readings with such a target


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each loss function that meets targets of several classes behind a softmax."""
    for series in every(history, "target_row_sum_max"):
        target = finite(series)
        several = target.values > SEVERAL
        if len(several) < META.window or several.mean() < SHARE or not _has_softmax(history, series.where):
            continue
        worst = int(np.argmax(target.values))
        yield Finding(
            rule=META.name,
            code=META.code,
            severity="error",
            step=int(target.steps[int(np.argmax(several))]),
            message=(
                f"{series.where}: target rows sum up to {target.values[worst]:.3g} (limit {SEVERAL:g}), they "
                "name several "
                "classes, but softmax makes the predictions of all classes sum to 1"
            ),
            evidence=(evidence(target, worst),),
        )


def _has_softmax(history: History, where: str) -> bool:
    """Whether the loss applies softmax itself, or is given nothing but rows that sum to 1."""
    if loss_function(where) in CROSS_ENTROPY:
        return True
    low, error = side_by_side(history, where, "prediction_min", "prediction_row_sum_error")
    rows = (error.values <= ROUNDING) & (low.values >= 0)
    return len(rows) >= META.window and bool(rows.all())
