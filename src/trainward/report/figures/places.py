"""Signals of many places: as lines while they can be told apart, else as a heat map."""

import plotly.graph_objects as go

from trainward.records.reading import History, Series
from trainward.report.figures.canvas import add_lines, sheet
from trainward.report.figures.heat_map import Scale, heat_map

LINES_AT_MOST = 6


def by_place(all_series: tuple[Series, ...], y_title: str, scale: Scale) -> go.Figure | None:
    """Return lines for up to LINES_AT_MOST places, a heat map for more, None when nothing was read."""
    read = tuple(series for series in all_series if len(series.values))
    if not read:
        return None
    if len(read) > LINES_AT_MOST:
        return heat_map(read, scale)
    figure = sheet(y_title)
    add_lines(figure, read)
    if scale.low is not None and scale.high is not None and not scale.log:
        margin = 0.03 * (scale.high - scale.low)
        figure.update_layout(yaxis={"range": [scale.low - margin, scale.high + margin]})
    return figure


def last_step(history: History) -> int:
    """Return the last step of any reading; 0 when there is none."""
    return max(
        (int(one.steps[-1]) for all_series in history.values() for one in all_series if len(one.steps)), default=0
    )


def first_step(history: History) -> int:
    """Return the first step of any reading after the start; 0 when there is none."""
    firsts = (one.steps[one.steps > 0][:1] for all_series in history.values() for one in all_series)
    return min((int(first[0]) for first in firsts if len(first)), default=0)
