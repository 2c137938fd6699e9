"""The latest part of a series, measured in steps: readings are dense at the beginning of a run and sparse later."""

from trainward.records.reading import Series


def latest(series: Series, share: float) -> Series:
    """Return the readings of the last `share` of the steps that the series spans."""
    if not len(series.steps):
        return series
    first, last = int(series.steps.min()), int(series.steps.max())
    keep = series.steps >= last - share * (last - first)
    return Series(series.signal, series.where, series.steps[keep], series.values[keep])
