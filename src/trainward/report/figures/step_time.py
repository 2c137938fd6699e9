"""Where the time of a step goes: waiting for data, and the rest."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from trainward.records.reading import History, Series
from trainward.report.figures.canvas import packed, packed_steps, sheet
from trainward.report.figures.palette import AMBER, BLUE, GREY, faded
from trainward.report.figures.thinning import finite

_STRETCHES = 200


def step_time_figure(history: History) -> go.Figure | None:
    """Return computing and waiting stacked over steps, or None when step times were never read."""
    whole = _first(history, "step_seconds")
    if whole is None:
        return None
    factor, unit = (1e3, "ms") if np.median(whole.values) < 1 else (1.0, "s")
    steps, totals, waits = _medians(whole, _first(history, "data_wait_seconds"))
    figure = sheet(f"time of a step ({unit})")
    if np.isfinite(waits).any():
        waits = np.clip(np.nan_to_num(waits), 0, totals)
        _add_area(figure, steps, (totals - waits) * factor, ("computing", BLUE))
        _add_area(figure, steps, waits * factor, ("waiting for data", AMBER))
    else:
        _add_area(figure, steps, totals * factor, ("whole step", BLUE))
    median = float(np.median(whole.values)) * factor
    figure.add_trace(
        go.Scatter(
            x=packed_steps(steps[[0, -1]]),
            y=[median, median],
            name=f"median {median:.3g} {unit}",
            mode="lines",
            line={"color": GREY, "dash": "dot", "width": 2},
            hoverinfo="skip",
        )
    )
    figure.update_layout(legend={"traceorder": "normal"})
    top = float(np.quantile(totals, 0.97)) * factor * 1.4
    if len(totals) > 4 and totals.max() * factor > top:
        figure.update_layout(yaxis={"range": [0, top]})
    return figure


def _first(history: History, signal: str) -> Series | None:
    for series in history.get(signal, ()):
        if len(finite(series).values):
            return finite(series)
    return None


def _medians(whole: Series, wait: Series | None) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return middle step, median step time and median wait (NaN where unread) of each stretch of steps."""
    parts = np.array_split(np.arange(len(whole.steps)), min(_STRETCHES, len(whole.steps)))
    waited = np.full(len(whole.steps), np.nan)
    if wait is not None:
        shared, here, there = np.intersect1d(whole.steps, wait.steps, return_indices=True)
        waited[here[: len(shared)]] = wait.values[there]
    steps = np.array([whole.steps[part[len(part) // 2]] for part in parts], np.int64)
    totals = np.array([np.median(whole.values[part]) for part in parts])
    return steps, totals, np.array([_median_read(waited[part]) for part in parts])


def _median_read(values: NDArray[np.float64]) -> float:
    read = values[np.isfinite(values)]
    return float(np.median(read)) if len(read) else float("nan")


def _add_area(figure: go.Figure, steps: NDArray[np.int64], values: NDArray[np.float64], look: tuple[str, str]) -> None:
    name, colour = look
    figure.add_trace(
        go.Scatter(
            x=packed_steps(steps),
            y=packed(values),
            name=name,
            mode="lines" if len(steps) > 1 else "lines+markers",
            stackgroup="time",
            line={"color": colour, "width": 1.2},
            fillcolor=faded(colour, 0.5),
            hovertemplate="%{y:.3g}",
        )
    )
