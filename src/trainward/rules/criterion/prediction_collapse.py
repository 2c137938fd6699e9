"""The predictions are the same for every sample, although the targets differ."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import evidence
from trainward.rules.lasting import lasting_since
from trainward.rules.loss_function import BCE, BCE_WITH_LOGITS, REGRESSION, loss_function, places
from trainward.rules.side_by_side import side_by_side

META = RuleMeta(
    code="CRI009",
    name="prediction-collapse",
    reads=("prediction_min", "prediction_max", "target_min", "target_max"),
    window=10,
    severity="warning",
    source="Ben Braiek and Khomh 2023, TheDeepChecker: coefficient of variation of the outputs below 1e-3",
)

SAME = 1e-3  # range of the predictions, in ranges of the targets


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each loss function whose predictions do not differ any more."""
    for where in places(history, "prediction_min", REGRESSION | BCE | BCE_WITH_LOGITS):
        low, high, least, most = side_by_side(
            history, where, "prediction_min", "prediction_max", "target_min", "target_max"
        )
        differ = most.values > least.values
        low, high, least, most = (_where(series, differ) for series in (low, high, least, most))
        if len(low.steps) < META.window:
            continue
        ratio = (high.values - low.values) / (most.values - least.values)
        begin = lasting_since(ratio <= SAME, low.steps)
        if begin is not None and len(ratio) - begin >= META.window:
            yield _finding(low, high, float(np.max(ratio[begin:])), begin)


def _where(series: Series, keep: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Series:
    return Series(series.signal, series.where, series.steps[keep], series.values[keep])


def _finding(low: Series, high: Series, ratio: float, begin: int) -> Finding:
    name = loss_function(low.where)
    return Finding(
        rule=META.name,
        code=META.code,
        severity="warning",
        step=int(low.steps[begin]),
        message=(
            f"{low.where}: all predictions of a batch lie within {low.values[-1]:.4g}..{high.values[-1]:.4g} "
            "since step "
            f"{low.steps[begin]}, {ratio:.1g} of the range of the targets (limit {SAME:g}); "
            f"{name} sees a model that answers the same to every sample"
        ),
        evidence=(evidence(low, -1), evidence(high, -1)),
    )
