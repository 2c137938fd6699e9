"""A signal of many places over time as a heat map: places from input to output downwards, steps to the right."""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from trainward.records.reading import Series
from trainward.report.figures.canvas import HEIGHT, packed, packed_steps, sheet, short_name
from trainward.report.figures.palette import GREY, MARK

COLUMNS = 240
ROWS = 100
_ROW_PIXELS = 15
_ROWS_WITH_ROOM = 40
_ROOM_PIXELS = 120


@dataclass(frozen=True, slots=True)
class Scale:
    """How values become colours: `low` and `high` bound the colours in units of the axis (decades when `log`)."""

    title: str
    log: bool
    colours: str | tuple[str, ...]
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Values by row and column with their names; NaN where nothing was read, inf where a reading was not finite."""

    labels: tuple[str, ...]
    steps: NDArray[np.int64]
    values: NDArray[np.float64]


def heat_map(all_series: tuple[Series, ...], scale: Scale) -> go.Figure:
    """Return the heat map of all series, one row each; long stretches show their largest value."""
    grid = gridded(all_series)
    shown = _coloured(grid.values, scale)
    figure = sheet("", height=int(np.clip(_ROW_PIXELS * len(grid.labels) + _ROOM_PIXELS, HEIGHT, 720)))
    low, high = _bounds(shown, scale)
    figure.add_trace(
        go.Heatmap(
            x=packed_steps(grid.steps),
            y=list(grid.labels),
            z=packed(shown),
            zmin=low,
            zmax=high,
            colorscale=scale.colours,
            colorbar=_colour_bar(scale, low, high),
            hoverongaps=False,
            hovertemplate=_hover(scale),
        )
    )
    _add_cells(figure, grid, np.isinf(grid.values), ("not finite", MARK))
    if scale.log:
        _add_cells(figure, grid, grid.values == 0, ("exactly 0", GREY))
    figure.update_layout(hovermode="closest", showlegend=len(figure.data) > 1)
    figure.update_yaxes(type="category", autorange="reversed", automargin=True, showgrid=False, tickfont={"size": 10})
    return figure


def gridded(all_series: tuple[Series, ...]) -> Grid:
    """Return readings as a grid of at most ROWS x COLUMNS cells, each the largest of the readings that fall in it."""
    rows = np.array_split(np.arange(len(all_series)), min(ROWS, len(all_series)))
    steps = np.unique(np.concatenate([series.steps for series in all_series]))
    columns = np.array_split(steps, min(COLUMNS, len(steps)))
    starts = np.array([column[0] for column in columns])
    values = np.full((len(rows), len(columns)), np.nan)
    for row, members in enumerate(rows):
        for index in members:
            _fill(values[row], all_series[index], starts)
    labels = tuple(_label([all_series[index].where for index in members]) for members in rows)
    middles = np.array([column[len(column) // 2] for column in columns], np.int64)
    return Grid(_unique(labels), middles, values)


def _fill(row: NDArray[np.float64], series: Series, starts: NDArray[np.int64]) -> None:
    cells = np.searchsorted(starts, series.steps, side="right") - 1
    np.fmax.at(row, cells, np.where(np.isfinite(series.values), series.values, np.inf))


def _label(places: list[str]) -> str:
    return short_name(places[0], 30) if len(places) == 1 else f"{short_name(places[0], 24)} + {len(places) - 1}"


def _unique(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the labels, told apart by a number where a shortened name is the same as an earlier one."""
    seen: dict[str, int] = {}
    told = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        told.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return tuple(told)


def _coloured(values: NDArray[np.float64], scale: Scale) -> NDArray[np.float64]:
    sound = np.where(np.isfinite(values), values, np.nan)
    return np.log10(np.where(sound > 0, sound, np.nan)) if scale.log else sound


def _bounds(shown: NDArray[np.float64], scale: Scale) -> tuple[float, float]:
    sound = shown[np.isfinite(shown)]
    low = scale.low if scale.low is not None else float(sound.min()) if len(sound) else 0.0
    high = scale.high if scale.high is not None else float(sound.max()) if len(sound) else 1.0
    return low, max(high, low + 1e-9)


def _colour_bar(scale: Scale, low: float, high: float) -> dict[str, object]:
    bar: dict[str, object] = {"title": {"text": scale.title, "side": "right"}, "thickness": 12, "outlinewidth": 0}
    if scale.log and high - low >= 1:
        ends = range(int(np.ceil(low)), int(np.floor(high)) + 1)
        shown = list(ends)[:: max(1, len(ends) // 6)]
        bar |= {"tickvals": shown, "ticktext": [f"10<sup>{power}</sup>" for power in shown]}
    elif scale.log:
        shown_values = np.linspace(low, high, 3)
        bar |= {"tickvals": shown_values.tolist(), "ticktext": [f"{10.0**power:.2g}" for power in shown_values]}
    return bar


def _hover(scale: Scale) -> str:
    value = "10<sup>%{z:.2f}</sup>" if scale.log else "%{z:.3f}"
    return "%{y}<br>step %{x}: " + value + "<extra></extra>"


def _add_cells(figure: go.Figure, grid: Grid, chosen: NDArray[np.bool_], look: tuple[str, str]) -> None:
    """Fill the chosen cells with one colour and name it in the legend; a square marks the first of each row."""
    if not chosen.any():
        return
    name, colour = look
    figure.add_trace(
        go.Heatmap(
            x=packed_steps(grid.steps),
            y=list(grid.labels),
            z=chosen.astype(np.uint8),
            zmin=0,
            zmax=1,
            colorscale=[[0, "rgba(0,0,0,0)"], [1, colour]],
            showscale=False,
            hoverinfo="skip",
        )
    )
    rows = np.flatnonzero(chosen.any(axis=1))
    figure.add_trace(
        go.Scatter(
            x=packed_steps(grid.steps[chosen[rows].argmax(axis=1)]),
            y=[grid.labels[row] for row in rows],
            name=name,
            mode="markers",
            marker={
                "symbol": "square",
                "size": 9 if len(grid.labels) <= _ROWS_WITH_ROOM else 4,
                "color": colour,
                "line": {"width": 1.5, "color": "white"},
            },
            hoverinfo="skip",
        )
    )
