"""Memory figures in the lines of a log that rise from first to last."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from trainward.logs.measurements import of_signal
from trainward.records.log import LogFact, LogView

FACTS: Final = {
    "device-memory-grows": "the device memory in the log rises",
    "host-memory-grows": "the host memory in the log rises",
}

_FEW: Final = 5  # readings; chosen
_GROWTH: Final = 1.2  # last over first; chosen
_RISING: Final = 0.8  # share of the changes that are rises; chosen


def read(view: LogView) -> Iterator[LogFact]:
    """Yield a fact for each kind of memory that grows."""
    for signal, name in (("device_memory", "device-memory-grows"), ("process_memory", "host-memory-grows")):
        found = of_signal(view.measurements, signal)
        values = [one.value for one in found]
        changes = [later - earlier for earlier, later in pairwise(values) if later != earlier]
        if len(changes) < _FEW or values[0] <= 0 or values[-1] < _GROWTH * values[0]:
            continue
        if sum(change > 0 for change in changes) >= _RISING * len(changes):
            says = f"from {values[0] / 2**30:.1f} to {values[-1] / 2**30:.1f} GiB over {len(values)} readings"
            yield LogFact(name, says, (found[0].line, found[-1].line))
