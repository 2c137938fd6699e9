"""How a rule takes its series out of a history."""

import numpy as np

from trainward.records.finding import Evidence
from trainward.records.reading import History, Series


def every(history: History, signal: str) -> tuple[Series, ...]:
    """Return all series of `signal`, one for each place; empty when it was never read."""
    return history.get(signal, ())


def only(history: History, signal: str, where: str = "") -> Series:
    """Return the series of `signal` at `where`; one without readings when there is none."""
    for series in history.get(signal, ()):
        if series.where == where:
            return series
    return Series(signal, where, np.empty(0, np.int64), np.empty(0, np.float64))


def finite(series: Series) -> Series:
    """Return the series without its NaN and infinite readings."""
    keep = np.isfinite(series.values)
    return Series(series.signal, series.where, series.steps[keep], series.values[keep])


def evidence(series: Series, index: int) -> Evidence:
    """Return the reading at `index` as evidence."""
    return Evidence(series.signal, int(series.steps[index]), float(series.values[index]), series.where)
