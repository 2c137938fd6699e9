"""Validation inputs have another mean or scale than training inputs."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence
from trainward.rules.robust import middle
from trainward.rules.side_by_side import side_by_side

META = RuleMeta(
    code="DAT004",
    name="validation-inputs-differ",
    reads=("input_mean", "input_std"),
    window=5,
    severity="warning",
    source="chosen: more than usual augmentation and sampling can do; see the page",
)

SCALE = 2.0  # times the standard deviation, up or down
SHIFT = 1.0  # standard deviations of the training inputs between the means
FEWEST_VALIDATION = 2  # batches of validation data
MOST = 3  # findings, the sources that differ most first


class _Difference(NamedTuple):
    far: float
    told: str
    shown: tuple[Series, Series]


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each validation source whose inputs differ from those of training."""
    train = side_by_side(history, "train", "input_mean", "input_std")
    if len(train[0].steps) < META.window:
        return
    places = [series.where for series in every(history, "input_std") if series.where.startswith("validation")]
    found = [(_difference(train, side_by_side(history, where, "input_mean", "input_std")), where) for where in places]
    sick = sorted(((one, where) for one, where in found if one is not None), key=lambda pair: -pair[0].far)
    for one, where in sick[:MOST]:
        ours, theirs = one.shown
        yield Finding(
            rule=META.name,
            code=META.code,
            severity="warning",
            step=int(theirs.steps[0]),
            message=f"{where}: {one.told}, in {len(theirs.steps)} batches against {len(ours.steps)} of training",
            evidence=(evidence(ours, -1), evidence(theirs, 0)),
        )


def _difference(train: tuple[Series, ...], validation: tuple[Series, ...]) -> _Difference | None:
    mean, std = train
    other_mean, other_std = validation
    if len(other_mean.steps) < FEWEST_VALIDATION or not middle(std.values) > 0:
        return None
    return _scale(mean, std, other_mean, other_std) or _shift(mean, std, other_mean)


def _scale(mean: Series, std: Series, other_mean: Series, other_std: Series) -> _Difference | None:
    """A standard deviation beyond those of all training batches, by batch and over all of them alike."""
    ratio = middle(other_std.values) / middle(std.values)
    overall = _overall(other_mean, other_std) / _overall(mean, std)
    outside = (other_std.values > std.values.max()).all() or (other_std.values < std.values.min()).all()
    if not outside or not (min(ratio, overall) > SCALE or max(ratio, overall) < 1 / SCALE):
        return None
    told = (
        f"the inputs have {ratio:.3g} times the standard deviation of the training inputs "
        f"({middle(other_std.values):.4g} against {middle(std.values):.4g}, limit {SCALE:g} times)"
    )
    return _Difference(max(ratio, 1 / max(ratio, 1e-300)), told, (std, other_std))


def _shift(mean: Series, std: Series, other: Series) -> _Difference | None:
    """A mean beyond those of all training batches."""
    shift = (middle(other.values) - middle(mean.values)) / middle(std.values)
    outside = (other.values > mean.values.max()).all() or (other.values < mean.values.min()).all()
    if not outside or abs(shift) <= SHIFT:
        return None
    told = (
        f"the mean of the inputs lies {shift:+.3g} standard deviations from that of the training inputs "
        f"({middle(other.values):.4g} against {middle(mean.values):.4g}, limit {SHIFT:g})"
    )
    return _Difference(abs(shift), told, (mean, other))


def _overall(mean: Series, std: Series) -> float:
    """Return the standard deviation over all batches together, above 0 so that it can divide."""
    return max(float(np.sqrt(np.mean(std.values**2) + np.var(mean.values))), 1e-300)
