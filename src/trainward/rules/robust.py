"""Statistics that a few wild readings cannot move: medians, spreads, levels with their error, and smoothed curves."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from trainward.records.reading import Series

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

SIGMA: Final = 1.4826  # standard deviations in one median absolute deviation of a normal distribution
MEDIAN_ERROR: Final = 1.2533  # standard errors of a median in one of a mean, normal distribution
STRETCHES: Final = 8  # a level's error is taken from so many stretches of its readings; chosen


@dataclass(frozen=True, slots=True)
class Level:
    """The middle of some readings, and its standard error."""

    value: float
    error: float
    count: int


@dataclass(frozen=True, slots=True)
class Curve:
    """A series smoothed by the medians of equal stretches, its blocks.

    `first` and `last` hold the index of each block's first and last reading in `series`; `start` is the median of the
    first few readings, before any smoothing.
    """

    series: Series
    start: float
    levels: Floats
    first: NDArray[np.int64]
    last: NDArray[np.int64]

    @property
    def best(self) -> int:
        """Return the block with the lowest level."""
        return int(np.argmin(self.levels))


def middle(values: Floats) -> float:
    """Return the median; nan when there are no values."""
    return float(np.median(values)) if len(values) else float("nan")


def spread(values: Floats) -> float:
    """Return the robust standard deviation, 1.4826 times the median absolute deviation; nan without values."""
    return SIGMA * middle(np.abs(values - middle(values)))


def noise(values: Floats) -> float:
    """Return the robust standard deviation of the values about their slow trend, from neighbours' differences.

    It is 0 for fewer than three values.
    """
    if len(values) < 3:
        return 0.0
    return spread(np.diff(values)) / float(np.sqrt(2))


def level(values: Floats) -> Level:
    """Return the median with an error that also holds when neighbours resemble each other.

    The error is the larger of two: that of independent readings, and that seen between stretches of them.
    """
    count = len(values)
    if count == 0:
        return Level(float("nan"), float("inf"), 0)
    error = MEDIAN_ERROR * spread(values) / float(np.sqrt(count))
    if count >= 4 * STRETCHES:
        parts = block_medians(values, STRETCHES)
        error = max(error, MEDIAN_ERROR * noise(parts) / float(np.sqrt(STRETCHES)))
    return Level(middle(values), error, count)


def errors_between(before: Level, after: Level) -> float:
    """Return by how many standard errors `after` lies above `before`; 0 when they are equal."""
    rise = after.value - before.value
    error = float(np.hypot(before.error, after.error))
    if rise == 0:
        return 0.0
    return rise / error if error > 0 else float(np.copysign(np.inf, rise))


def block_edges(count: int, blocks: int) -> NDArray[np.int64]:
    """Return the edges of at most `blocks` nearly equal stretches of `count` readings."""
    return np.linspace(0, count, min(blocks, count) + 1).astype(np.int64)


def block_medians(values: Floats, blocks: int) -> Floats:
    """Return the medians of at most `blocks` nearly equal stretches."""
    edges = block_edges(len(values), blocks)
    return np.array([np.median(values[low:high]) for low, high in pairwise(edges)])


def curve(series: Series, blocks: int = 20) -> Curve:
    """Return the smoothed course of a series with finite readings, at least one."""
    values = series.values
    edges = block_edges(len(values), blocks)
    start = middle(values[: start_count(len(values))])
    return Curve(series, start, block_medians(values, blocks), edges[:-1], edges[1:] - 1)


def start_count(count: int) -> int:
    """Return how many of `count` readings stand for the start: 1 to 5, a twentieth in between."""
    return min(5, max(1, count // 20))


def neighbour_correlation(values: Floats) -> float:
    """Return the correlation of each value with the next, their median taken out and wild values cut; 0 if constant."""
    centred = values - middle(values)
    width = 3 * spread(values)
    if len(values) < 3 or not width > 0:
        return 0.0
    cut = np.clip(centred / width, -1, 1)
    return float(np.dot(cut[:-1], cut[1:]) / np.dot(cut, cut))


def tail_length(flags: Flags) -> int:
    """Return how many of the last flags in a row are set."""
    if flags.all():
        return len(flags)
    return int(np.argmin(flags[::-1]))


def first_lasting(flags: Flags, count: int) -> int:
    """Return where the first `count` set flags in a row begin; the length when there are none."""
    if len(flags) < count:
        return len(flags)
    sums = np.cumsum(np.concatenate(([0], flags.astype(np.int64))))
    hits = np.flatnonzero(sums[count:] - sums[:-count] == count)
    return int(hits[0]) if len(hits) else len(flags)
