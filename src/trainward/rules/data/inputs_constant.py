"""The inputs do not vary: every value of a batch is the same."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every, evidence
from trainward.rules.side_by_side import side_by_side

META = RuleMeta(
    code="DAT003",
    name="inputs-constant",
    reads=("input_mean", "input_std"),
    window=3,
    severity="warning",
    source="a standard deviation of 0 to rounding; no threshold",
)

ROUNDING = 1e-6  # standard deviation in sizes of the mean, float32
SHARE = 0.8  # share of the batches


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each data source whose batches hold one value only."""
    for readings in every(history, "input_std"):
        mean, std = side_by_side(history, readings.where, "input_mean", "input_std")
        if len(std.steps) < META.window:
            continue
        constant = std.values <= ROUNDING * np.abs(mean.values)
        if constant.mean() >= SHARE and constant[-1]:
            first = int(np.argmax(constant))
            yield Finding(
                rule=META.name,
                code=META.code,
                severity="warning",
                step=int(std.steps[first]),
                message=(
                    f"{readings.where or 'inputs'}: all values of a batch are {mean.values[first]:.4g} in "
                    f"{constant.sum()} of {len(constant)} batches looked at; the standard deviation is "
                    f"{std.values[first]:.2g}"
                ),
                evidence=(evidence(std, first), evidence(mean, first)),
            )
