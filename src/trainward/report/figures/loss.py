"""Loss while training, raw and smoothed, with the losses of evaluation."""

import plotly.graph_objects as go

from trainward.records.reading import History, Series
from trainward.report.figures.canvas import add_line, add_not_finite, fit_log, sheet
from trainward.report.figures.palette import line_style
from trainward.report.figures.thinning import finite, smoothed

_SMOOTHED_FROM = 60
"""Readings from which a smoothed line says more than the raw one."""


def loss_figure(history: History) -> go.Figure | None:
    """Return the loss over steps, or None when it was never read."""
    training, evaluated = history.get("loss", ()), history.get("validation_loss", ())
    if not (training or evaluated):
        return None
    figure = sheet("loss", height=380)
    for index, series in enumerate(training):
        _add_training(figure, series, index)
    for index, series in enumerate(evaluated, start=len(training)):
        style = {**line_style(index), "dash": "dash", "width": 2.2, "dots": len(series.values) <= 60}
        add_line(figure, series, _evaluation_name(series.where), style)
    add_not_finite(figure, (*training, *evaluated))
    fit_log(figure, (*training, *evaluated))
    figure.update_layout(showlegend=len(figure.data) > 1)
    return figure


def _add_training(figure: go.Figure, series: Series, index: int) -> None:
    colour = line_style(index)["color"]
    name = f"training · {series.where}" if series.where else "training"
    if len(finite(series).values) < _SMOOTHED_FROM:
        add_line(figure, series, name, {"color": colour, "width": 2.0})
        return
    add_line(figure, series, f"{name}, each step", {"color": colour, "width": 1.0, "opacity": 0.45})
    add_line(figure, smoothed(series), f"{name}, median", {"color": colour, "width": 2.6})


def _evaluation_name(where: str) -> str:
    return "training data, evaluated" if where == "train" else where or "validation"
