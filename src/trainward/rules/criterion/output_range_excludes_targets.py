"""The predictions cannot reach the targets: an activation at the end of the model bounds them."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from trainward.records.finding import Finding, RuleMeta, Severity
from trainward.records.reading import History, Series
from trainward.rules.access import evidence
from trainward.rules.lasting import lasting_since
from trainward.rules.loss_function import BCE_WITH_LOGITS, CROSS_ENTROPY, REGRESSION, loss_function, places
from trainward.rules.robust import Flags
from trainward.rules.side_by_side import side_by_side

META = RuleMeta(
    code="CRI007",
    name="output-range-excludes-targets",
    reads=("prediction_min", "prediction_max", "prediction_zero_share", "target_min", "target_max"),
    window=5,
    severity="error",
    source="chosen: the bounds of ReLU, sigmoid and tanh; see the page",
)

BEYOND = 0.1  # share of the range of the targets that lies beyond the bound
PRESSING = 0.005  # distance from the bound of predictions that press against it, in widths of the activation's range
LASTING = 0.25  # share of the steps for which they have done so, up to the newest reading
SHARE = 0.8  # share of the readings with exact zeros


class _Range(NamedTuple):
    activation: str
    low: float
    high: float


SQUASHING = (_Range("sigmoid", 0.0, 1.0), _Range("tanh", -1.0, 1.0))


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each loss function whose predictions are bounded short of what it asks for."""
    for where in places(history, "prediction_min", REGRESSION):
        low, high, least, most = side_by_side(
            history, where, "prediction_min", "prediction_max", "target_min", "target_max"
        )
        if len(low.steps) >= META.window:
            width = float(most.values.max() - least.values.min())
            found = [*_below_zero(history, where, low, least, width), *_squashed(low, high, least, most)]
            yield from found[:1]
    for where in places(history, "prediction_min", BCE_WITH_LOGITS | CROSS_ENTROPY):
        if _is_clipped(history, where):
            yield _clipped_logits(history, where)


def _is_clipped(history: History, where: str) -> bool:
    """Whether the smallest prediction is exactly 0, and many are, as behind a ReLU."""
    low, zeros = side_by_side(history, where, "prediction_min", "prediction_zero_share")
    if len(low.steps) < META.window or (low.values < 0).any():
        return False
    at_zero = (low.values == 0) & (zeros.values > 0)
    return bool(at_zero.mean() >= SHARE and zeros.values.min() < 1)


def _below_zero(history: History, where: str, low: Series, least: Series, width: float) -> Iterator[Finding]:
    below = -float(np.median(least.values))
    if below > BEYOND * width and _never_negative(history, where):
        yield Finding(
            rule=META.name,
            code=META.code,
            severity="error",
            step=int(low.steps[0]),
            message=(
                f"{where}: predictions are never below 0, as behind a ReLU, in {len(low.steps)} of "
                f"{len(low.steps)} "
                f"readings, but targets go down to {least.values.min():.4g}"
            ),
            evidence=(evidence(low, -1), evidence(least, int(least.values.argmin()))),
        )


def _never_negative(history: History, where: str) -> bool:
    low, zeros = side_by_side(history, where, "prediction_min", "prediction_zero_share")
    exact = (low.values == 0) & (zeros.values > 0)
    return len(exact) >= META.window and bool((low.values >= 0).all() and exact.mean() >= SHARE)


def _squashed(low: Series, high: Series, least: Series, most: Series) -> Iterator[Finding]:
    """Predictions that keep within a sigmoid's or tanh's range, pressed to the side beyond which targets lie."""
    width = float(most.values.max() - least.values.min())
    for name, bottom, top in SQUASHING:
        if (low.values < bottom).any() or (high.values > top).any():
            continue
        near = PRESSING * (top - bottom)
        above = np.median(most.values) - top > BEYOND * width and _lasts(high, high.values >= top - near)
        below = bottom - np.median(least.values) > BEYOND * width and _lasts(low, low.values <= bottom + near)
        if above or below:
            yield _squashed_finding(_Range(name, bottom, top), (high, most) if above else (low, least))
            return


def _lasts(series: Series, at_bound: Flags) -> bool:
    begin = lasting_since(at_bound, series.steps)
    if begin is None:
        return False
    return bool(series.steps[-1] - series.steps[begin] >= LASTING * (series.steps[-1] - series.steps[0]))


def _squashed_finding(bound: _Range, sides: tuple[Series, Series]) -> Finding:
    prediction, target = sides
    far = int(np.argmax(np.abs(target.values)))
    return Finding(
        rule=META.name,
        code=META.code,
        severity="error",
        step=int(prediction.steps[0]),
        message=(
            f"{prediction.where}: predictions stay within {bound.low:g}..{bound.high:g}, as behind a "
            f"{bound.activation}, and "
            f"press against the bound ({prediction.values[-1]:.4g}), but targets reach {target.values[far]:.4g}"
        ),
        evidence=(evidence(prediction, -1), evidence(target, far)),
    )


def _clipped_logits(history: History, where: str) -> Finding:
    low, zeros = side_by_side(history, where, "prediction_min", "prediction_zero_share")
    severity: Severity = "warning" if loss_function(where) in BCE_WITH_LOGITS else "info"
    return Finding(
        rule=META.name,
        code=META.code,
        severity=severity,
        step=int(low.steps[0]),
        message=(
            f"{where}: logits are never below 0 and {np.median(zeros.values):.0%} of them are exactly 0, as "
            "behind a ReLU; "
            "a logit below 0 is what says no"
        ),
        evidence=(evidence(low, -1), evidence(zeros, -1)),
    )
