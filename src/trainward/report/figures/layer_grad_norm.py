"""Gradient norm of each parameter, over depth and time."""

import plotly.graph_objects as go

from trainward.records.reading import History
from trainward.report.figures.heat_map import Scale, heat_map


def layer_grad_norm_figure(history: History) -> go.Figure | None:
    """Return the gradient norms as a heat map, or None when none was read."""
    layers = tuple(series for series in history.get("layer_grad_norm", ()) if len(series.values))
    return heat_map(layers, Scale("gradient norm", log=True, colours="Viridis")) if layers else None
