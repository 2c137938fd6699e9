"""Learning rate of each parameter group."""

import numpy as np
import plotly.graph_objects as go

from trainward.records.reading import History, Series
from trainward.report.figures.canvas import add_lines, fit_log, sheet
from trainward.report.figures.places import last_step


def learning_rate_figure(history: History) -> go.Figure | None:
    """Return the learning rates over steps, or None when none was read."""
    groups = history.get("learning_rate", ())
    if not groups:
        return None
    end = last_step(history)
    held = tuple(_held_until(series, end) for series in _distinct(groups))
    figure = sheet("learning rate")
    add_lines(figure, held, shape="hv")
    fit_log(figure, held, at_once=False)
    figure.update_layout(yaxis={"rangemode": "tozero"})
    return figure


def _held_until(series: Series, end: int) -> Series:
    """Return the series with its last value repeated at `end`: it is read only when it changes."""
    if len(series.steps) == 0 or series.steps[-1] >= end:
        return series
    steps, values = np.append(series.steps, end), np.append(series.values, series.values[-1])
    return Series(series.signal, series.where, steps, values)


def _distinct(groups: tuple[Series, ...]) -> tuple[Series, ...]:
    """Return the groups without those whose readings equal an earlier group's: their lines would hide each other."""
    seen: dict[tuple[bytes, bytes], Series] = {}
    for series in groups:
        seen.setdefault((series.steps.tobytes(), series.values.tobytes()), series)
    return tuple(seen.values())
