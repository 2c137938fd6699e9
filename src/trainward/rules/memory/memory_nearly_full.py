"""The machine has hardly any memory left."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence
from trainward.rules.side_by_side import side_by_side

META = RuleMeta(
    code="MEM002",
    name="memory-nearly-full",
    reads=("machine_memory_free", "process_memory"),
    window=3,
    severity="warning",
    source="chosen: what the kernel needs to go on without killing; see the page",
)

SHARE = 0.05  # of what the process has and could have
BYTES = 2e9  # left; more is enough whatever the share


def check(history: History) -> Iterator[Finding]:
    """Yield one finding if the newest readings are all below the limit."""
    free, own = side_by_side(history, "", "machine_memory_free", "process_memory")
    if len(free.values) < META.window:
        return
    low = (free.values < BYTES) & (free.values < SHARE * (free.values + own.values))
    if not low[-META.window :].all():
        return
    begin = len(low) - int(np.argmin(low[::-1])) if not low.all() else 0
    yield Finding(
        rule=META.name,
        code=META.code,
        severity="warning",
        step=int(free.steps[begin]),
        message=(
            f"the machine has {free.values[-1] / 1e6:.0f} MB of memory left, less than {SHARE:.0%} of what "
            "this process uses "
            f"({own.values[-1] / 1e6:.0f} MB) and could use; the kernel may kill it"
        ),
        evidence=(evidence(free, -1), evidence(own, -1)),
    )
