"""Fewer points that look like all points: what is drawn of a long series."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from trainward.records.reading import Series

POINTS = 2000
"""Most points drawn of one series; a screen is about as wide in pixels."""

DETAIL = 100
"""Readings before and after a step of interest that are drawn without thinning."""


def thinned(series: Series, points: int = POINTS, around: int | None = None) -> Series:
    """Return at most `points` readings that keep the smallest and largest of each stretch.

    A stretch without a finite reading keeps one of its readings, so that the line shows a gap there.

    The first and the last reading stay.

    Args:
        series: readings in order.
        points: most readings to keep, at least 4.
        around: step whose neighbourhood is kept whole as far as a quarter of `points` allows.
    """
    count = len(series.values)
    if count <= points:
        return series
    detail = _neighbourhood(series.steps, around, min(DETAIL, points // 8)) if around is not None else _NOWHERE
    extremes = _extremes(series.values, (points - len(detail)) // 2 - 1)
    keep = np.unique(np.concatenate([[0], extremes, detail, [count - 1]]))
    return Series(series.signal, series.where, series.steps[keep], series.values[keep])


def finite(series: Series) -> Series:
    """Return the series without its NaN and infinite readings."""
    return _taken(series, np.isfinite(series.values))


def not_finite(series: Series) -> Series:
    """Return only the NaN and infinite readings."""
    return _taken(series, ~np.isfinite(series.values))


def smoothed(series: Series) -> Series:
    """Return the median of each of 20 to 150 equal stretches of the finite readings, at its middle step.

    Medians, since one reading of 1e12 would bend a moving mean for its whole window.
    """
    sound = finite(series)
    parts = min(max(20, min(150, len(sound.values) // 15)), len(sound.values))
    if parts == 0:
        return sound
    steps = [int(np.median(part)) for part in np.array_split(sound.steps, parts)]
    values = [float(np.median(part)) for part in np.array_split(sound.values, parts)]
    return Series(series.signal, series.where, np.array(steps, np.int64), np.array(values, np.float64))


def evenly(count: int, most: int) -> NDArray[np.int64]:
    """Return at most `most` indices spread over 0..count-1, first and last among them."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.int64))


_NOWHERE = np.empty(0, np.int64)


def _taken(series: Series, keep: NDArray[np.bool_]) -> Series:
    return Series(series.signal, series.where, series.steps[keep], series.values[keep])


def _extremes(values: NDArray[np.float64], stretches: int) -> NDArray[np.int64]:
    """Return the sorted indices of the smallest and largest finite value of each stretch."""
    edges = np.linspace(0, len(values), stretches + 1).astype(np.int64)
    sound = np.isfinite(values)
    low, high = np.where(sound, values, np.inf), np.where(sound, values, -np.inf)
    chosen = [
        start + index
        for start, end in pairwise(edges.tolist())
        for index in (int(np.argmin(low[start:end])), int(np.argmax(high[start:end])))
    ]
    return np.unique(np.array(chosen, np.int64))


def _neighbourhood(steps: NDArray[np.int64], step: int, reach: int) -> NDArray[np.int64]:
    """Return the indices of up to `reach` readings on each side of `step`."""
    middle = int(np.searchsorted(steps, step))
    return np.arange(max(0, middle - reach), min(len(steps), middle + reach + 1), dtype=np.int64)
