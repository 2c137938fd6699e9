"""Units that no longer learn: dead ones of ReLU-like modules, saturated ones of sigmoid and tanh."""

import plotly.graph_objects as go

from trainward.records.reading import History
from trainward.report.figures.heat_map import Scale
from trainward.report.figures.places import by_place


def dead_units_figure(history: History) -> go.Figure | None:
    """Return the share of dead units of each module, or None when none was read."""
    return by_place(history.get("dead_units", ()), "share dead", _share("share dead"))


def saturated_units_figure(history: History) -> go.Figure | None:
    """Return the share of saturated outputs of each module, or None when none was read."""
    return by_place(history.get("saturated_units", ()), "share saturated", _share("share saturated"))


def _share(title: str) -> Scale:
    return Scale(title, log=False, colours="Cividis", low=0.0, high=1.0)
