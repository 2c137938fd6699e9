"""Nearly all units of a layer are zero for every sample, so nothing passes through it."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite
from trainward.rules.lasting import lasting_since

META = RuleMeta(
    code="ACT002",
    name="dead-units",
    reads=("dead_units", "batch_size"),
    window=3,
    severity="error",
    source="SageMaker Debugger DeadRelu (50 % of a layer), AutoTrainer (70 %); raised by calibration, see the page",
)

MANY = 0.95  # of the units of a layer; healthy runs reach 0.75 in a layer of 4 units, 0.6 in wider ones; calibrated
BATCH = 16  # samples; a unit that is 0 for fewer is not dead; chosen
SHOWN = 3


def check(history: History) -> Iterator[Finding]:
    """Yield one finding that counts the layers without a living unit, or else those with next to none."""
    read = [finite(series) for series in every(history, "dead_units")]
    dead = _lasting(read, 1.0)
    nearly = [] if _small_batches(history) else _lasting(read, MANY)
    if dead or nearly:
        yield _finding(dead or nearly, len(read), 1.0 if dead else MANY)


def _lasting(read: list[Series], share: float) -> list[tuple[int, Series]]:
    found = [(lasting_since(series.values >= share, series.steps), series) for series in read]
    return [(begin, series) for begin, series in found if begin is not None]


def _small_batches(history: History) -> bool:
    sizes = [float(np.median(series.values)) for series in every(history, "batch_size") if len(series.values)]
    return bool(sizes) and max(sizes) < BATCH


def _finding(hit: list[tuple[int, Series]], count: int, limit: float) -> Finding:
    begin, first = min(hit, key=lambda each: int(each[1].steps[each[0]]))
    names = ", ".join(series.where for _, series in hit[:SHOWN])
    return Finding(
        META.name,
        META.code,
        META.severity if limit == 1.0 else "warning",
        int(first.steps[begin]),
        f"{first.values[-1]:.1%} of the units of {first.where} are 0 for every sample since step {first.steps[begin]}, "
        f"in {len(first.values) - begin} readings (limit {limit:.0%}); so in {len(hit)} of {count} layers: "
        f"{names}{', ...' if len(hit) > SHOWN else ''}",
        (evidence(first, max(begin - 1, 0)), evidence(first, begin), evidence(first, len(first.values) - 1)),
    )
