"""Where the loss went between the beginning of a run and its latest readings."""

from typing import Final, Literal, TypeAlias

import numpy as np

from trainward.records.reading import Series
from trainward.rules.access import finite
from trainward.rules.robust import errors_between, level, noise

Course: TypeAlias = Literal["unknown", "diverged", "rising", "flat", "falling"]

FEWEST: Final = 40  # readings below which no course is told; chosen
BEGINNING: Final = 0.1  # share of the readings that is the beginning
LATEST: Final = 0.25  # share of the readings that is the latest
SIGMAS: Final = 3.0  # standard errors between two levels that differ
FAR: Final = 100.0  # a diverged loss has risen by so many widths of its beginning; chosen


def loss_course(series: Series) -> Course:
    """Return the course of a loss; a diverged one is not finite at last, or has risen far."""
    values = finite(series).values
    if len(series.values) >= 2 and not np.isfinite(series.values[-1]):
        return "diverged"
    if len(values) < FEWEST:
        return "unknown"
    before = values[: max(8, int(BEGINNING * len(values)))]
    after = values[-int(LATEST * len(values)) :]
    width = max(float(np.ptp(before)), noise(values))
    if float(np.median(after) - np.median(before)) > FAR * width > 0:
        return "diverged"
    errors = errors_between(level(before), level(after))
    if abs(errors) <= SIGMAS:
        return "flat"
    return "rising" if errors > 0 else "falling"
