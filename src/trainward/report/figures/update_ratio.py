"""Update of each parameter as a share of the parameter."""

import plotly.graph_objects as go

from trainward.records.reading import History
from trainward.report.figures.canvas import fit_log
from trainward.report.figures.heat_map import Scale, heat_map
from trainward.report.figures.palette import GREEN, faded
from trainward.report.figures.places import by_place

_COLOURS = ("#40004b", "#8b63a3", "#d7d3dc", "#4f9f63", "#00441b")

_SCALE = Scale("update ratio", log=True, colours=_COLOURS, low=-6.0, high=0.0)
"""Decades around the usual 1e-3: green is large, purple small, pale as it should be."""


def update_ratio_figure(history: History) -> go.Figure | None:
    """Return the update ratios with the usual band around 1e-3, or None when none was read.

    An update of exactly 0 has no place on a logarithmic axis; a heat map has a colour for it.
    """
    ratios = history.get("update_ratio", ())
    if any((series.values == 0).any() for series in ratios):
        return heat_map(tuple(series for series in ratios if len(series.values)), _SCALE)
    figure = by_place(ratios, "update / parameter", _SCALE)
    if figure is None or figure.layout.yaxis.type == "category":
        return figure
    fit_log(figure, ratios)
    figure.add_hrect(
        y0=10**-3.5,
        y1=10**-2.5,
        fillcolor=faded(GREEN, 0.16),
        line_width=0,
        layer="below",
        annotation_text="usual: about 0.001",
        annotation_position="bottom right",
        annotation_font_size=11,
    )
    return figure
