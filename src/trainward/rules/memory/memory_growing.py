"""Memory grows steadily, without an end in sight."""

from collections.abc import Iterator
from itertools import chain

import numpy as np

from trainward.records.finding import Finding, RuleMeta, Severity
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite, only
from trainward.rules.steady_growth import steady_growth

META = RuleMeta(
    code="MEM001",
    name="memory-growing",
    reads=("process_memory", "device_memory", "machine_memory_free", "epoch"),
    window=12,
    severity="error",
    source="Amazon SageMaker Debugger, GPUMemoryIncrease: 5 %; widened, calibrated, see the page",
)

WARM_UP = 0.2  # share of the readings left out at the beginning
SHARE = 0.2  # growth, of the memory after the warm-up
BYTES = 100e6  # growth; a process without a leak moves by less than 10e6
LEFT = 2.0  # times the growth so far: less free memory than this will be used up soon


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each kind of memory that grows: an error if it will be used up soon."""
    for readings in chain(every(history, "process_memory"), every(history, "device_memory")):
        series = finite(readings)
        first_epoch = _is_first_epoch(history)
        values = series.values[_begin(history, series) :]
        growth = steady_growth(values)
        if growth < max(BYTES, SHARE * float(values.min(initial=np.inf))):
            continue
        soon = _used_up_soon(history, series, growth)
        fills = first_epoch and series.signal == "process_memory" and not soon
        severity: Severity = "error" if soon else "info" if fills else "warning"
        begin = len(series.values) - len(values)
        yield Finding(
            rule=META.name,
            code=META.code,
            severity=severity,
            step=int(series.steps[begin]),
            message=_message(series, growth, fills, soon),
            evidence=(evidence(series, begin), evidence(series, -1)),
        )


def _is_first_epoch(history: History) -> bool:
    epochs = finite(only(history, "epoch")).values
    return len(epochs) > 0 and float(epochs.max()) <= 1


def _begin(history: History, series: Series) -> int:
    """Return the first reading that counts: after the first step, the warm-up, and the first epoch if there are more.

    Before the first step a script loads its data.
    """
    started = int(np.searchsorted(series.steps, 1))
    begin = started + int(WARM_UP * (len(series.values) - started))
    epoch = finite(only(history, "epoch"))
    second = epoch.steps[epoch.values >= 2]
    if not len(second):
        return begin
    return max(begin, int(np.searchsorted(series.steps, second[0])))


def _used_up_soon(history: History, series: Series, growth: float) -> bool:
    free = finite(only(history, "machine_memory_free")).values
    return series.signal == "process_memory" and len(free) > 0 and float(free[-1]) < LEFT * growth


def _message(series: Series, growth: float, fills: bool, soon: bool) -> str:
    of = f"device memory of {series.where}" if series.where else series.signal.replace("_", " ")
    told = f"{of} grew by {growth / 1e6:.0f} MB to {series.values[-1] / 1e6:.0f} MB, evenly (limit {BYTES / 1e6:.0f} MB"
    fate = "; this is the first epoch, and a cache may fill" if fills else ""
    return f"{told} and {SHARE:.0%}){fate}{'; the machine has hardly that much left' if soon else ''}"
