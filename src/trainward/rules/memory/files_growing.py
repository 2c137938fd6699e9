"""The number of open files grows steadily."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence, finite, only
from trainward.rules.steady_growth import steady_growth

META = RuleMeta(
    code="MEM003",
    name="files-growing",
    reads=("open_files",),
    window=12,
    severity="warning",
    source="chosen: the usual limit of a process is 1024 open files; see the page",
)

WARM_UP = 0.2  # share of the readings left out at the beginning
FILES = 50.0  # growth, with an end of the usual limit in sight


def check(history: History) -> Iterator[Finding]:
    """Yield one finding if files are opened and never closed."""
    series = finite(only(history, "open_files"))
    started = int(np.searchsorted(series.steps, 1))
    begin = started + int(WARM_UP * (len(series.values) - started))
    values = series.values[begin:]
    growth = steady_growth(values)
    if growth < FILES or growth < 0.5 * values.min():
        return
    yield Finding(
        rule=META.name,
        code=META.code,
        severity="warning",
        step=int(series.steps[begin]),
        message=(
            f"open files grew from {series.values[begin]:.0f} to {series.values[-1]:.0f}, evenly (limit "
            f"{FILES:.0f} more); "
            "at the limit of the process the next one fails"
        ),
        evidence=(evidence(series, begin), evidence(series, -1)),
    )
