"""The charts of a plan: the step as a waterfall, the memory as a stack below its limit, the bill with its ranges."""

from collections.abc import Sequence
from typing import Final

import plotly.graph_objects as go

from trainward.records.estimate import Estimate, Interval
from trainward.records.plan import CostLine
from trainward.report.figures.canvas import short_name
from trainward.report.figures.palette import BLUE, GREY, LINES, MARK, faded
from trainward.report.html_charts import Chart, chart
from trainward.report.plan_numbers import DOLLARS, GIB, STEP, Units, given, known, part_of, scale
from trainward.report.plan_numbers import figure as figure_text
from trainward.report.plan_sections import RESERVE, REST, memory_parts, step_parts
from trainward.report.plan_wording import clean

RANGE: Final = "80 % range"

_BAR: Final = 34  # height of a bar with its gap, in pixels
_AROUND: Final = 76  # of the axis and its title
_LABEL: Final = 17  # characters of a line of a label
_LINES: Final = 2
_ROOM: Final = 1.22  # of the axis, for the figures beside the longest bars


def step_chart(estimate: Estimate) -> Chart | None:
    """Return the parts of a step, each where the one before it ends, then the whole and its range."""
    parts = step_parts(estimate)
    if not parts or not known(estimate.step_seconds):
        return None
    whole = estimate.step_seconds.middle
    factor, unit = scale(whole, STEP)
    starts = [sum(seconds for _, seconds, _ in parts[:place]) for place in range(len(parts))]
    names = [*_labels([name for name, _, _ in parts]), "whole step"]
    figure = _sheet(names, f"time ({unit})", STEP, estimate.step_seconds)
    figure.add_trace(
        go.Bar(
            y=names,
            x=[*(seconds / factor for _, seconds, _ in parts), whole / factor],
            base=[*(start / factor for start in starts), 0],
            orientation="h",
            marker={"color": [*(faded(BLUE, 0.85) for _ in parts), faded(GREY, 0.6)]},
            text=[*(part_of(seconds, whole, STEP) for _, seconds, _ in parts), ""],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    _add_range(figure, estimate.step_seconds, "whole step", factor)
    figure.add_annotation(
        x=max(whole, estimate.step_seconds.high) / factor, y="whole step", xanchor="left", xshift=4, showarrow=False,
        text=figure_text(whole, STEP),
    )  # fmt: skip
    note = "What each part adds to the step that nothing else hides; the line on the last bar is the range."
    return chart("step-parts", "Time of a step by part", figure, note)


def memory_chart(estimate: Estimate) -> Chart | None:
    """Return the parts of the memory stacked, the range of their sum, and what a GPU has."""
    return memory_stack(memory_parts(estimate), estimate.device_gib, estimate.capacity_gib, RANGE)


def memory_stack(parts: Sequence[tuple[str, float, str]], whole: Interval, capacity: float, row: str) -> Chart | None:
    """Return parts in GiB stacked, the range of their sum in a `row` of this name, and what a GPU has."""
    if not parts or not known(whole):
        return None
    figure = _sheet(["parts", row], "memory (GiB)", GIB, whole)
    for (name, gib, _), colour in zip(parts, part_colours([name for name, _, _ in parts]), strict=True):
        if gib <= 0:  # parts that add up to more than the whole
            continue
        figure.add_trace(
            go.Bar(
                y=["parts"],
                x=[gib],
                orientation="h",
                name=short_name(clean(name)),
                marker={"color": colour},
                hovertemplate=f"%{{fullData.name}}: {part_of(gib, whole.middle, GIB)}<extra></extra>",
            )
        )
    _add_range(figure, whole, row, 1.0)
    end = max(capacity, whole.high)
    figure.update_layout(barmode="stack", height=210, xaxis={"range": [0, end * 1.08]}, margin={"t": 34})
    figure.add_vline(x=capacity, line={"color": MARK, "width": 3})
    figure.add_annotation(
        x=capacity, y=1, yref="paper", yanchor="bottom", xanchor="right", showarrow=False,
        text=f"a GPU has {given(capacity, GIB)}",
    )  # fmt: skip
    note = "Below the stack is the range of the whole: it fits where this ends left of the upright line."
    return chart("memory-parts", "Memory of the fullest GPU by part", figure, note)


def bill_chart(name: str, title: str, lines: Sequence[CostLine], total: Interval) -> Chart | None:
    """Return the lines of a bill with their ranges, or None where there is nothing to compare."""
    priced = [line for line in lines if known(line.usd)]
    if len(priced) < 2 or not known(total):
        return None
    factor, unit = scale(total.middle, DOLLARS)
    names = [*_labels([line.name for line in priced]), "sum"]
    spans = [*(line.usd for line in priced), total]
    figure = _sheet(names, f"price ({unit})", DOLLARS, total)
    figure.add_trace(
        go.Bar(
            y=names,
            x=[one.middle / factor for one in spans],
            orientation="h",
            marker={"color": [*(faded(BLUE, 0.45) for _ in priced), faded(GREY, 0.45)]},
            hoverinfo="skip",
        )
    )
    for place, (label, one) in enumerate(zip(names, spans, strict=True)):
        _add_range(figure, one, label, factor, GREY if place == len(priced) else BLUE)
    return chart(name, title, figure, "Bars are the middle of the prices, lines their range.")


def part_colours(names: Sequence[str]) -> tuple[str, ...]:
    """Return a colour for each part of a stack: after the palette's end it begins again, paler; the rest is grey."""
    colours = [colour for colour, _ in LINES]
    return tuple(
        GREY if name in (REST, RESERVE) else faded(colours[place % len(colours)], 0.55 ** (place // len(colours)))
        for place, name in enumerate(names)
    )


def _sheet(names: Sequence[str], title: str, units: Units, whole: Interval) -> go.Figure:
    """Return an empty figure with a row for each name, the first on top; the page gives it colours and fonts."""
    factor, _ = scale(whole.middle, units)
    return go.Figure(
        layout={
            "template": go.layout.Template(),
            "height": _AROUND + _BAR * len(names),
            "margin": {"l": 20, "r": 12, "t": 12, "b": 48},
            "bargap": 0.28,
            "showlegend": False,
            "dragmode": False,
            "xaxis": {
                "title": {"text": title, "standoff": 6},
                "range": [0, max(whole.high, whole.middle) / factor * _ROOM],
                "fixedrange": True,
            },
            "yaxis": {
                "categoryorder": "array",
                "categoryarray": list(reversed(names)),
                "fixedrange": True,
                "ticksuffix": " ",
            },
        }
    )


def _add_range(figure: go.Figure, interval: Interval, row: str, factor: float, colour: str = GREY) -> None:
    figure.add_trace(
        go.Scatter(
            x=[interval.low / factor, interval.middle / factor, interval.high / factor],
            y=[row] * 3,
            mode="lines+markers",
            line={"color": colour, "width": 4},
            marker={"color": colour, "size": [9, 12, 9], "symbol": ["line-ns-open", "diamond", "line-ns-open"]},
            hovertemplate="%{x:.3g}<extra></extra>",
        )
    )


def _labels(names: Sequence[str]) -> list[str]:
    """Return names of rows in at most two short lines, all different, as plotly may show them: it reads HTML."""
    shown: list[str] = []
    for name in names:
        label = "<br>".join(short_name(line, _LABEL + 2) for line in _wrapped(clean(name)))
        while label in shown:
            label += " "
        shown.append(label)
    return shown


def _wrapped(name: str) -> list[str]:
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _LABEL and len(lines) < _LINES:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
