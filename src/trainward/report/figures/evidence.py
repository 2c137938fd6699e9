"""The evidence of findings: the series they rest on around the whole run, with the readings themselves highlighted."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from trainward.records.finding import Evidence, Finding
from trainward.records.reading import History, Series
from trainward.records.signal import SIGNALS
from trainward.report.figures.canvas import log_axis, packed, packed_steps, sheet, short_name, wide
from trainward.report.figures.palette import LINES, MARK, line_style
from trainward.report.figures.thinning import evenly, finite, not_finite, thinned

ROWS = 3
SERIES = 6
_POINTS_SHOWN = 40
_ROW_PIXELS = 190
_ROOM_PIXELS = 90


def evidence_figure(history: History, findings: Sequence[Finding], points: int = 2000) -> go.Figure | None:
    """Return the series of the findings' evidence, one row a signal, or None where no series has two readings.

    Args:
        history: of the run.
        findings: of one rule; the first gives the step whose neighbourhood is drawn whole.
        points: most points drawn of one series.
    """
    evidence = [one for finding in findings for one in finding.evidence]
    rows = drawable(history, evidence)
    if not rows:
        return None
    figure = _stacked(list(rows))
    for row, (signal, all_series) in enumerate(rows.items(), start=1):
        _draw_row(figure, row, [thinned(series, points, findings[0].step) for series in all_series])
        _highlight(figure, row, [one for one in evidence if one.signal == signal], all_series)
    _name_once(figure)
    return figure


def _name_once(figure: go.Figure) -> None:
    """Leave each name once in the legend, however many rows it is in."""
    seen: set[str] = set()
    for trace in figure.data:
        trace.showlegend = trace.name not in seen
        seen.add(trace.name)


def drawable(history: History, evidence: Sequence[Evidence]) -> dict[str, tuple[Series, ...]]:
    """Return, by signal, the series that the evidence names and that have a course to draw; the first few of each."""
    wanted: dict[str, dict[str, None]] = {}
    for one in evidence:
        wanted.setdefault(one.signal, {})[one.where] = None
    rows = {}
    for signal, places in wanted.items():
        named = {series.where: series for series in history.get(signal, ()) if len(series.values) > 1}
        chosen = tuple(named[where] for where in places if where in named)[:SERIES]
        if chosen:
            rows[signal] = chosen
    return dict(list(rows.items())[:ROWS])


def _stacked(signals: list[str]) -> go.Figure:
    figure = make_subplots(rows=len(signals), cols=1, shared_xaxes=True, vertical_spacing=0.09)
    figure.update_layout(sheet("", height=_ROW_PIXELS * len(signals) + _ROOM_PIXELS).layout)
    figure.update_xaxes(title_text="")
    figure.update_xaxes(title_text="step", tickformat=",d", row=len(signals), col=1)
    for row, signal in enumerate(signals, start=1):
        known = SIGNALS.get(signal)
        figure.update_yaxes(title_text=_axis_title(signal, known.unit if known else ""), row=row, col=1)
    return figure


def _axis_title(signal: str, unit: str) -> str:
    name = short_name(signal.replace("_", " "), 22)
    return f"{name}<br>({short_name(unit, 18)})" if unit and unit not in ("loss", "value") else name


def _draw_row(figure: go.Figure, row: int, all_series: list[Series]) -> None:
    for index, series in enumerate(all_series):
        name = short_name(series.where or series.signal)
        figure.add_trace(
            go.Scatter(
                x=packed_steps(series.steps),
                y=packed(series.values),
                name=name,
                mode="lines" if len(finite(series).values) > 30 else "lines+markers",
                line={**line_style(index), "width": 1.6},
                marker={"size": 5, "color": LINES[index % len(LINES)]},
                legendgroup=name,
            ),
            row=row,
            col=1,
        )
    sound = np.concatenate([finite(series).values for series in all_series])
    if wide(sound):
        figure.update_yaxes(log_axis(sound), row=row, col=1)


def _highlight(figure: go.Figure, row: int, evidence: list[Evidence], all_series: tuple[Series, ...]) -> None:
    """Ring the readings that are evidence; those not finite, of the series or the evidence, go to the top edge."""
    drawn = {series.where for series in all_series}
    sound = [one for one in evidence if np.isfinite(one.value) and one.where in drawn]
    sound = [sound[index] for index in evenly(len(sound), _POINTS_SHOWN)] if sound else []
    ring = {"symbol": "circle-open", "size": 12, "color": MARK, "line": {"width": 2.5}}
    if sound:
        figure.add_trace(_points([one.step for one in sound], [one.value for one in sound], "evidence", ring), row, 1)
    lost = np.unique(np.concatenate([not_finite(series).steps for series in all_series]))
    steps = [int(step) for step in lost[evenly(len(lost), _POINTS_SHOWN)]] if len(lost) else []
    steps += [one.step for one in evidence if not np.isfinite(one.value)]
    if steps:
        values = np.concatenate([*(finite(series).values for series in all_series), [one.value for one in sound]])
        top = _top(values, figure.layout[f"yaxis{row if row > 1 else ''}"].type == "log")
        cross = {"symbol": "x", "size": 9, "color": MARK}
        figure.add_trace(_points(steps, [top] * len(steps), "not finite", cross), row, 1)


def _points(steps: list[int], values: list[float], name: str, marker: dict[str, object]) -> go.Scatter:
    return go.Scatter(
        x=packed_steps(np.array(steps, np.int64)),
        y=packed(np.array(values, np.float64)),
        name=name,
        mode="markers",
        marker=marker,
        legendgroup=name,
        hovertemplate="not finite" if name == "not finite" else None,
    )


def _top(values: NDArray[np.float64], log: bool) -> float:
    """Return a height just above the largest of the values."""
    if len(values) == 0:
        return 1.0
    low, high = float(values.min()), float(values.max())
    if log:
        return float(high * (high / low) ** 0.08)
    return high + 0.08 * (high - low or abs(high) or 1.0)
