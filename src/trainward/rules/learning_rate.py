"""The learning rate at the steps at which something else was read."""

import numpy as np
from numpy.typing import NDArray

from trainward.records.reading import History, Series
from trainward.rules.access import every, finite


def largest_rate(history: History, steps: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the largest learning rate of all parameter groups at each of `steps`; 0 when it was never read."""
    groups = [finite(series) for series in every(history, "learning_rate")]
    rates = [_held(series, steps) for series in groups if len(series.values)]
    return np.max(rates, axis=0) if rates else np.zeros(len(steps))


def smallest_rate(history: History) -> float:
    """Return the smallest value that the largest rate of any parameter group has; 0 when it was never read."""
    groups = [finite(series) for series in every(history, "learning_rate")]
    return min((float(series.values.max()) for series in groups if len(series.values)), default=0.0)


def _held(series: Series, steps: NDArray[np.int64]) -> NDArray[np.float64]:
    index = np.searchsorted(series.steps, steps, side="right") - 1
    held: NDArray[np.float64] = series.values[np.maximum(index, 0)]
    return held
