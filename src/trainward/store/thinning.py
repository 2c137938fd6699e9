"""A shorter history of a long run, for looks that must be cheap."""

from typing import Final

import numpy as np

from trainward.records.reading import History, Series

LIVE_READINGS: Final = 20_000  # of one series; chosen


def thinned(history: History, limit: int = LIVE_READINGS) -> History:
    """Return the history with at most about `limit` readings of each series.

    The newest half of the limit is complete, older readings are taken at a stride, and what is not finite always stays.
    """
    return {signal: tuple(_thin(series, limit) for series in all_series) for signal, all_series in history.items()}


def _thin(series: Series, limit: int) -> Series:
    count = len(series.steps)
    if count <= limit:
        return series
    recent = count - limit // 2
    keep = ~np.isfinite(series.values)
    if np.count_nonzero(keep) > limit:
        keep[np.flatnonzero(keep)[limit:]] = False
    keep[: recent : -(-recent // (limit // 2))] = True
    keep[recent:] = True
    return Series(series.signal, series.where, series.steps[keep], series.values[keep])
