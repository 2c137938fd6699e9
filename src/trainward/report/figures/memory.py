"""Memory of the process, the machine and the devices."""

import numpy as np
import plotly.graph_objects as go

from trainward.records.reading import History, Series
from trainward.report.figures.canvas import add_lines, sheet

_NAMES = {
    "process_memory": "process and its workers",
    "machine_memory_free": "free on the machine",
    "device_memory": "device, tensors",
    "device_memory_reserved": "device, reserved",
}
MEMORY_SIGNALS = tuple(_NAMES)


def memory_figure(history: History) -> go.Figure | None:
    """Return memory over steps, or None when it was never read."""
    read = [one for signal in MEMORY_SIGNALS for one in history.get(signal, ()) if np.isfinite(one.values).any()]
    if not read:
        return None
    largest = max(float(np.nanmax(np.where(np.isfinite(one.values), one.values, np.nan))) for one in read)
    power, unit = (30, "GiB") if largest >= 2**30 else (20, "MiB")
    figure = sheet(f"memory ({unit})")
    add_lines(figure, tuple(_named(one, 2.0**-power) for one in read))
    figure.update_layout(yaxis={"rangemode": "tozero"})
    return figure


def _named(series: Series, factor: float) -> Series:
    device = f" · {series.where}" if series.where else ""
    return Series(series.signal, _NAMES[series.signal] + device, series.steps, series.values * factor)
