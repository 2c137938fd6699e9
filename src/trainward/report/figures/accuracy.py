"""Accuracy on training batches and in evaluation."""

import plotly.graph_objects as go

from trainward.records.reading import History
from trainward.report.figures.canvas import add_line, add_not_finite, sheet
from trainward.report.figures.palette import line_style
from trainward.report.figures.thinning import smoothed


def accuracy_figure(history: History) -> go.Figure | None:
    """Return accuracy over steps, or None when it was never read."""
    training, evaluated = history.get("train_accuracy", ()), history.get("validation_accuracy", ())
    if not (training or evaluated):
        return None
    figure = sheet("accuracy")
    for index, series in enumerate(training):
        add_line(figure, smoothed(series), "training batches, median", {**line_style(index), "width": 2.0})
    for index, series in enumerate(evaluated, start=len(training)):
        style = {**line_style(index), "dash": "dash", "width": 2.2, "dots": len(series.values) <= 60}
        add_line(figure, series, series.where or "validation", style)
    add_not_finite(figure, (*training, *evaluated))
    figure.update_layout(showlegend=True, yaxis={"range": [-0.03, 1.03], "tickformat": ".0%"})
    return figure
