"""Marks at the steps where findings began, the same in every figure."""

from collections.abc import Sequence

import plotly.graph_objects as go

from trainward.report.figures.palette import MARK

_ROOM = 0.015
_EVERY_STEP = 8  # steps up to which each has its own label on the axis
_LABEL_PIXELS = 22  # the legend keeps this far above the labels
_OUTSIDE_PIXELS = 92  # margins above and below the plot


def mark_steps(figure: go.Figure, marks: Sequence[tuple[int, str]]) -> None:
    """Draw a vertical line with its label at each (step, label); labels at one step are joined."""
    labels: dict[int, list[str]] = {}
    for step, label in marks:
        labels.setdefault(step, []).append(label)
    if labels:
        figure.update_layout(legend={"y": 1 + _LABEL_PIXELS / (figure.layout.height - _OUTSIDE_PIXELS)})
    line = {"color": MARK, "width": 1.6, "dash": "dot"}
    shapes = [
        {"type": "line", "x0": step, "x1": step, "y0": 0, "y1": 1, "yref": "paper", "line": line} for step in labels
    ]
    texts = [
        {
            "x": step,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "text": ", ".join(dict.fromkeys(joined)),
            "showarrow": False,
            "font": {"color": MARK, "size": 12},
        }
        for step, joined in labels.items()
    ]
    figure.update_layout(shapes=[*figure.layout.shapes, *shapes], annotations=[*figure.layout.annotations, *texts])


def fit_steps(figure: go.Figure, first: int, last: int) -> None:
    """Show the steps `first`..`last` with a little room beside, so that all figures line up."""
    room = max(_ROOM * (last - first), 0.5)
    figure.update_xaxes(range=[first - room, last + room], dtick=1 if last - first < _EVERY_STEP else None)
