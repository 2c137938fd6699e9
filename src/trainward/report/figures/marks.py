"""Marks at the steps where findings began, and the span of steps, the same in every figure."""

from collections.abc import Sequence

import plotly.graph_objects as go

from trainward.report.figures.palette import MARK

_ROOM = 0.015
_NEAR = 0.025  # share of the span within which labels would cover each other
_EVERY_STEP = 8  # steps up to which each has its own label on the axis
_LABEL_PIXELS = 22  # the legend keeps this far above the labels
_OUTSIDE_PIXELS = 92  # margins above and below the plot


def fit_steps(figure: go.Figure, first: int, last: int, marks: Sequence[tuple[int, str]] = ()) -> None:
    """Show the steps `first`..`last` in all figures alike, with a labelled vertical line at each (step, label)."""
    room = max(_ROOM * (last - first), 0.5)
    figure.update_xaxes(range=[first - room, last + room], dtick=1 if last - first < _EVERY_STEP else None)
    if not marks:
        return
    line = {"color": MARK, "width": 1.6, "dash": "dot"}
    figure.update_layout(
        legend={"y": 1 + _LABEL_PIXELS / (figure.layout.height - _OUTSIDE_PIXELS)},
        shapes=[
            *figure.layout.shapes,
            *({"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": line} for x, _ in marks),
        ],
        annotations=[*figure.layout.annotations, *_labels(sorted(marks), first, max(1, last - first))],
    )


def _labels(marks: list[tuple[int, str]], first: int, span: int) -> list[dict[str, object]]:
    """Return one text for each group of marks so near that their labels would cover each other."""
    groups: list[tuple[int, list[str]]] = []
    for step, label in marks:
        if not groups or step - groups[-1][0] > _NEAR * span:
            groups.append((step, []))
        groups[-1][1].append(label)
    return [
        {
            "x": step,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "xanchor": "left" if step - first < _NEAR * span else "center",
            "text": ", ".join(dict.fromkeys(joined)),
            "showarrow": False,
            "font": {"color": MARK, "size": 12},
        }
        for step, joined in groups
    ]
