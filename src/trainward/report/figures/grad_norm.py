"""Norm of all gradients of an optimizer."""

import plotly.graph_objects as go

from trainward.records.reading import History
from trainward.report.figures.canvas import add_lines, fit_log, sheet


def grad_norm_figure(history: History) -> go.Figure | None:
    """Return the gradient norm over steps, or None when it was never read."""
    norms = history.get("grad_norm", ())
    if not norms:
        return None
    figure = sheet("gradient norm")
    add_lines(figure, norms)
    fit_log(figure, norms)
    return figure
