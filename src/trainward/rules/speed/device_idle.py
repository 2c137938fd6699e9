"""The accelerator is idle for most of the time."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every, evidence, finite
from trainward.rules.robust import middle

META = RuleMeta(
    code="SPE005",
    name="device-idle",
    reads=("device_use",),
    window=20,
    severity="info",
    source="Amazon SageMaker Debugger, LowGPUUtilization: 95 % quantile below 70 %",
)

HIGH = 0.7  # the 95 % quantile of a device that is used well now and then
USUAL = 0.3  # the median


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each device that is little used; info, since small models cannot do better."""
    for readings in every(history, "device_use"):
        series = finite(readings)
        if len(series.values) < META.window:
            continue
        values = series.values[2:]
        usual, high = middle(values), float(np.quantile(values, 0.95))
        if usual < USUAL and high < HIGH:
            yield Finding(
                rule=META.name,
                code=META.code,
                severity="info",
                step=int(series.steps[0]),
                message=(
                    f"{readings.where or 'the device'} works {usual:.0%} of the time (limit {USUAL:.0%}), and "
                    "hardly ever "
                    f"more than {high:.0%}"
                ),
                evidence=(evidence(series, -1),),
            )
