"""How busy processors and devices were."""

import plotly.graph_objects as go

from trainward.records.reading import History
from trainward.report.figures.canvas import add_lines, sheet


def processor_figure(history: History) -> go.Figure | None:
    """Return the processor cores in use over steps, or None when they were never read."""
    cores = history.get("process_cpu", ())
    if not cores:
        return None
    figure = sheet("cores in use")
    add_lines(figure, cores)
    figure.update_layout(yaxis={"rangemode": "tozero"})
    return figure


def device_use_figure(history: History) -> go.Figure | None:
    """Return the share of time each device computed, or None when it was never read."""
    use = history.get("device_use", ())
    if not use:
        return None
    figure = sheet("share of time busy")
    add_lines(figure, use)
    figure.update_layout(yaxis={"range": [-0.03, 1.03]})
    return figure
