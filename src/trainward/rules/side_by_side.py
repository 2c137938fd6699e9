"""Readings of several signals at one place, put side by side where they were taken at the same step."""

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from trainward.records.reading import History, Series
from trainward.rules.access import finite, only


def side_by_side(history: History, where: str, *signals: str) -> tuple[Series, ...]:
    """Return one series for each signal, all with the same steps, rising, and with finite values only.

    Of several readings at one step the last one counts.
    """
    found = [finite(only(history, signal, where)) for signal in signals]
    steps = reduce(np.intersect1d, [series.steps for series in found])
    return tuple(_at(series, steps) for series in found)


def _at(series: Series, steps: NDArray[np.int64]) -> Series:
    order = np.argsort(series.steps, kind="stable")
    last = np.searchsorted(series.steps[order], steps, side="right") - 1
    return Series(series.signal, series.where, steps, series.values[order][last])
