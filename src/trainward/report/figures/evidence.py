"""The evidence of findings: the series they rest on around the whole run, with the readings themselves highlighted."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from trainward.records.finding import Evidence, Finding
from trainward.records.reading import History, Series
from trainward.records.signal import SIGNALS
from trainward.report.figures.canvas import linear_axis, log_axis, packed, packed_steps, sheet, short_name, wide
from trainward.report.figures.palette import MARK, line_style
from trainward.report.figures.thinning import evenly, finite, not_finite, thinned

STAND_INS = ("update_ratio", "layer_grad_norm")
"""Signals of a parameter that are drawn where the evidence itself has no course."""

ROWS = 3
SERIES = 6
_POINTS_SHOWN = 40
_ROW_PIXELS = 190
_ROOM_PIXELS = 90
_GAP = 0.07  # between rows, as a share of the height


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
    traces = []
    for row, (signal, all_series) in enumerate(rows.items(), start=1):
        log = wide(_sound(all_series))
        lines = _lines([thinned(series, points, findings[0].step) for series in all_series])
        for trace in (*lines, *_highlights([one for one in evidence if one.signal == signal], all_series, log)):
            trace.update(xaxis="x" if row == 1 else f"x{row}", yaxis="y" if row == 1 else f"y{row}")
            traces.append(trace)
    figure = sheet("", height=_ROW_PIXELS * len(rows) + _ROOM_PIXELS)
    figure.update_layout(_axes(rows))
    figure.add_traces(_named_once(traces))
    return figure


def _named_once(traces: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return the traces with each name once in the legend, however many rows it is in."""
    seen: set[object] = set()
    for trace in traces:
        trace.update(showlegend=trace["name"] not in seen, legendgroup=trace["name"])
        seen.add(trace["name"])
    return traces


def drawable(history: History, evidence: Sequence[Evidence]) -> dict[str, tuple[Series, ...]]:
    """Return, by signal, the series that the evidence names and that have a course to draw; the first few of each.

    Where none has, as for facts read once, those of the same parameters stand in that show what became of them.
    """
    wanted: dict[str, dict[str, None]] = {}
    for one in evidence:
        wanted.setdefault(one.signal, {})[one.where] = None
    places = {one.where: None for one in evidence if one.where}
    return _courses(history, wanted) or _courses(history, dict.fromkeys(STAND_INS, places))


def _courses(history: History, wanted: Mapping[str, Mapping[str, None]]) -> dict[str, tuple[Series, ...]]:
    rows = {}
    for signal, places in wanted.items():
        named = {series.where: series for series in history.get(signal, ()) if len(series.values) > 1}
        chosen = tuple(named[where] for where in places if where in named)[:SERIES]
        if chosen:
            rows[signal] = chosen
    return dict(list(rows.items())[:ROWS])


def _axes(rows: dict[str, tuple[Series, ...]]) -> dict[str, object]:
    """Return the axes of rows one below the other, all with the steps of the first."""
    axes: dict[str, object] = {}
    share = (1 - _GAP * (len(rows) - 1)) / len(rows)
    for row, (signal, all_series) in enumerate(rows.items(), start=1):
        number = "" if row == 1 else str(row)
        bottom = (len(rows) - row) * (share + _GAP)
        known, sound = SIGNALS.get(signal), _sound(all_series)
        axes[f"yaxis{number}"] = {
            "anchor": f"x{number}",
            "domain": [bottom, min(1.0, bottom + share)],
            "title": {"text": _axis_title(signal, known.unit if known else ""), "standoff": 10},
            **(log_axis(sound) if wide(sound) else linear_axis(sound)),
        }
        axes[f"xaxis{number}"] = {
            "anchor": f"y{number}",
            "tickformat": ",d",
            "matches": "x" if row > 1 else None,
            "showticklabels": row == len(rows),
            "title": {"text": "step" if row == len(rows) else "", "standoff": 6},
        }
    return axes


def _axis_title(signal: str, unit: str) -> str:
    name = short_name(signal.replace("_", " "), 22)
    return f"{name}<br>({short_name(unit, 18)})" if unit and unit not in ("loss", "value") else name


def _lines(all_series: list[Series]) -> Iterator[dict[str, object]]:
    for index, series in enumerate(all_series):
        yield {
            "type": "scatter",
            "x": packed_steps(series.steps),
            "y": packed(series.values),
            "name": short_name(series.where or series.signal.replace("_", " ")),
            "mode": "lines" if len(finite(series).values) > 30 else "lines+markers",
            "line": {**line_style(index), "width": 1.0 if len(series.values) > 1000 else 1.6},
            "marker": {"size": 5, "color": line_style(index)["color"]},
        }


def _highlights(evidence: list[Evidence], all_series: tuple[Series, ...], log: bool) -> Iterator[dict[str, object]]:
    """Yield rings for the readings that are evidence, and crosses above for those of evidence or series not finite."""
    drawn = {series.where for series in all_series}
    sound = [one for one in evidence if np.isfinite(one.value) and one.where in drawn]
    sound = [sound[index] for index in evenly(len(sound), _POINTS_SHOWN)] if sound else []
    ring = {"symbol": "circle-open", "size": 12, "color": MARK, "line": {"width": 2.5}}
    if sound:
        yield _points([one.step for one in sound], [one.value for one in sound], "evidence", ring)
    lost = np.unique(np.concatenate([not_finite(series).steps for series in all_series]))
    steps = [int(step) for step in lost[evenly(len(lost), _POINTS_SHOWN)]] if len(lost) else []
    steps += [one.step for one in evidence if not np.isfinite(one.value)]
    if steps:
        top = _top(np.append(_sound(all_series), [one.value for one in sound]), log)
        cross = {"symbol": "x", "size": 9, "color": MARK}
        yield {**_points(steps, [top] * len(steps), "not finite", cross), "hovertemplate": "not finite"}


def _points(steps: list[int], values: list[float], name: str, marker: dict[str, object]) -> dict[str, object]:
    return {
        "type": "scatter",
        "x": packed_steps(np.array(steps, np.int64)),
        "y": packed(np.array(values, np.float64)),
        "name": name,
        "mode": "markers",
        "marker": marker,
    }


def _sound(all_series: tuple[Series, ...]) -> NDArray[np.float64]:
    return np.concatenate([finite(series).values for series in all_series])


def _top(values: NDArray[np.float64], log: bool) -> float:
    """Return a height just above the largest of the values."""
    if len(values) == 0:
        return 1.0
    low, high = float(values.min()), float(values.max())
    if log:
        return float(high * (high / low) ** 0.08)
    return high + 0.08 * (high - low or abs(high) or 1.0)
