"""The sheet that figures are drawn on: axes, names, and marks that mean the same everywhere."""

from html import escape

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from trainward.records.reading import Series
from trainward.report.figures.palette import MARK, line_style
from trainward.report.figures.thinning import evenly, finite, not_finite, thinned

HEIGHT = 300
LOG_DECADES = 2.0
"""A span of positive values above which a logarithmic axis reads better."""

_NAME_LENGTH = 34
_MARKS = 40


def sheet(y_title: str, height: int = HEIGHT) -> go.Figure:
    """Return an empty figure over steps; colours and fonts come from the page it is shown in."""
    return go.Figure(
        layout={
            "template": go.layout.Template(),
            "height": height,
            "margin": {"l": 64, "r": 18, "t": 40, "b": 52},
            "hovermode": "x unified",
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "xanchor": "left"},
            "xaxis": {"title": {"text": "step", "standoff": 6}, "tickformat": ",d"},
            "yaxis": {"title": {"text": y_title, "standoff": 10}, "exponentformat": "power"},
        }
    )


def add_line(figure: go.Figure, series: Series, name: str, style: dict[str, object], points: int = 2000) -> None:
    """Draw the thinned series as a line with gaps where it is not finite.

    `style` is plotly's line style; its key `opacity` is that of the whole line, `dots` adds a marker a reading.
    """
    drawn = thinned(series, points)
    line = {key: value for key, value in style.items() if key not in ("opacity", "dots")}
    lone = len(finite(drawn).values) < 2 or bool(style.get("dots"))
    figure.add_trace(
        go.Scatter(
            x=packed_steps(drawn.steps),
            y=packed(drawn.values),
            name=short_name(name),
            mode="lines+markers" if lone else "lines",
            line=line,
            marker={"color": line.get("color"), "size": 6},
            opacity=style.get("opacity", 1.0),
        )
    )


def add_lines(figure: go.Figure, all_series: tuple[Series, ...], shape: str = "linear") -> None:
    """Draw one line for each series, named by its place, and the marks of what is not finite."""
    for index, series in enumerate(all_series):
        add_line(
            figure,
            series,
            series.where or series.signal.replace("_", " "),
            {**line_style(index), "shape": shape, "width": 1.6},
        )
    add_not_finite(figure, all_series)
    sound = np.concatenate([finite(series).values for series in all_series])
    figure.update_layout(showlegend=len(figure.data) > 1, yaxis=linear_axis(sound))


def add_not_finite(figure: go.Figure, all_series: tuple[Series, ...]) -> None:
    """Mark each reading that is NaN or infinite at the top edge; a hidden second axis holds the marks in place."""
    found = [(series, not_finite(series)) for series in all_series]
    steps = np.concatenate([bad.steps for _, bad in found]) if found else np.empty(0, np.int64)
    if len(steps) == 0:
        return
    steps = np.unique(steps)
    steps = steps[evenly(len(steps), _MARKS)]
    figure.add_trace(
        go.Scatter(
            x=packed_steps(steps),
            y=[0.965] * len(steps),
            yaxis="y9",
            name="not finite",
            mode="markers",
            marker={"symbol": "x", "size": 8, "color": MARK},
            hovertemplate="not finite<extra></extra>",
        )
    )
    if not any(len(finite(series).values) for series in all_series):
        figure.update_layout(yaxis=linear_axis(np.empty(0)))
    figure.update_layout(
        yaxis9={"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True}, showlegend=True
    )


def fit_log(figure: go.Figure, all_series: tuple[Series, ...], at_once: bool = True) -> None:
    """Offer a logarithmic y axis, `at_once` or on request, where positive values span more than two decades."""
    values = np.concatenate([finite(series).values for series in all_series]) if all_series else np.empty(0)
    if wide(values):
        figure.update_layout(yaxis=log_axis(values) if at_once else {}, meta={"log": True})


def wide(values: NDArray[np.float64]) -> bool:
    """Tell whether the values are all positive and span more than two decades."""
    return len(values) > 1 and bool(values.min() > 0) and float(np.ptp(np.log10(values))) > LOG_DECADES


def linear_axis(values: NDArray[np.float64]) -> dict[str, object]:
    """Return a linear axis that shows nothing below 0 where nothing is, and no numbers where there are none."""
    if len(values) == 0:
        return {"range": [0, 1.05], "showticklabels": False}
    return {"exponentformat": "power", "rangemode": "nonnegative" if (values >= 0).all() else "normal"}


def log_axis(values: NDArray[np.float64]) -> dict[str, object]:
    """Return a logarithmic axis with a label a decade while there is room for it."""
    decades = float(np.ptp(np.log10(values)))
    return {"type": "log", "exponentformat": "power", "dtick": float(np.ceil(decades / 8)), "minor": {"ticks": ""}}


def short_name(name: str, length: int = _NAME_LENGTH) -> str:
    """Return a name cut at its front to `length` characters, as plotly may show it: it reads text as HTML."""
    return escape(name if len(name) <= length else "…" + name[1 - length :], quote=False)


def packed(values: NDArray[np.float64]) -> NDArray[np.floating]:
    """Return the values as the page stores them: half the bytes where 32 bits hold them, NaN for infinities."""
    sound = np.where(np.isfinite(values), values, np.nan)
    sizes = np.abs(sound[np.isfinite(sound) & (sound != 0)])
    fits = len(sizes) == 0 or (sizes.max() < 1e37 and sizes.min() > 1e-37)
    return sound.astype(np.float32) if fits else sound


def packed_steps(steps: NDArray[np.int64]) -> NDArray[np.generic]:
    """Return the steps as 32-bit integers, which a browser reads, where they fit."""
    fits = len(steps) == 0 or int(np.abs(steps).max()) < 2**31
    return steps.astype(np.int32) if fits else steps.astype(np.float64)
