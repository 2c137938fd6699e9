"""Figures as the page carries them: JSON that no HTML parser can mistake for a tag."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import plotly.graph_objects as go

from trainward.records.report import Report
from trainward.report.figures.canvas import HEIGHT
from trainward.report.figures.instruments import INSTRUMENTS
from trainward.report.figures.marks import fit_steps
from trainward.report.figures.places import first_step, last_step


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure and what the page says around it; `broad` wants the full width.

    `log` offers a logarithmic axis, `logged` says that it has one at first.
    """

    name: str
    title: str
    json: str
    height: int
    note: str = ""
    log: bool = False
    logged: bool = False
    broad: bool = False


def chart(name: str, title: str, figure: go.Figure, note: str = "", broad: bool = False) -> Chart:
    """Return the figure as a chart of the page."""
    return Chart(
        name=name,
        title=title,
        json=script_json(figure),
        height=int(figure.layout.height),
        note=note,
        log=bool((figure.layout.meta or {}).get("log")),
        logged=figure.layout.yaxis.type == "log",
        broad=broad,
    )


def script_json(figure: go.Figure) -> str:
    """Return the figure as strict JSON in which no character ends a script element or opens a comment."""
    text: str = figure.to_json()
    for character, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, escaped)
    return text


def instruments(report: Report, marks: Sequence[tuple[int, str, frozenset[str]]]) -> tuple[Chart, ...]:
    """Return a chart for each instrument that has readings.

    Args:
        report: of the run.
        marks: step, label and signals of what was found; each instrument shows those about its own signals.
    """
    first, last = first_step(report.history), last_step(report.history)
    charts = []
    for instrument in INSTRUMENTS:
        figure = instrument.draw(report.history)
        if figure is None:
            continue
        shown = [(step, label) for step, label, signals in marks if signals & set(instrument.reads)]
        fit_steps(figure, first, last, shown)
        broad = instrument.broad or figure.layout.height > HEIGHT + 60
        charts.append(chart(instrument.name, instrument.title, figure, instrument.note, broad))
    return _without_gap(charts)


def _without_gap(charts: list[Chart]) -> tuple[Chart, ...]:
    """Return the charts with the last narrow one made broad where it would stand alone in its row."""
    narrow = [index for index, one in enumerate(charts) if not one.broad]
    if len(narrow) % 2:
        charts[narrow[-1]] = replace(charts[narrow[-1]], broad=True)
    return tuple(charts)
