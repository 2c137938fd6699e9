"""A run that is under way as six short lines: where it is, how fast, how the loss goes, what was found."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rich.text import Text

from trainward.records.reading import History
from trainward.records.report import Report
from trainward.report.terminal import SEVERITY_STYLE
from trainward.report.wording import place

LINES: Final = 6
_FINDINGS: Final = 3
_RECENT: Final = 50  # steps that a rate is taken over
_BARS: Final = "▁▂▃▄▅▆▇█"
_NOT_A_NUMBER: Final = "×"
_LOG_RATIO: Final = 20.0  # a curve that spans more is drawn over its logarithm


def live_lines(report: Report, width: int) -> list[Text]:
    """Return `LINES` lines of at most `width` columns."""
    lines = [_head(report, width), _rates(report), _curve(report.history, width), *_findings(report)]
    lines += [Text()] * (LINES - len(lines))
    for line in lines:
        line.truncate(width, overflow="ellipsis")
    return lines[:LINES]


def sparkline(values: NDArray[np.float64], width: int) -> str:
    """Return a curve of block characters, `width` at most; a stretch without a finite value is drawn as ×.

    Values that are all positive and span more than a factor of 20 are drawn over their logarithm.
    """
    if not values.size or width < 1:
        return ""
    finite = values[np.isfinite(values)]
    largest = np.abs(finite).max() if finite.size else 0.0
    if largest > 0:
        values, finite = values / largest, finite / largest  # differences of huge values stay finite
    if finite.size and finite.min() > 0 and finite.max() > _LOG_RATIO * finite.min():
        with np.errstate(all="ignore"):
            values = np.log(values)
    levels = np.array([_median(part) for part in np.array_split(values, min(width, values.size))])
    known = levels[np.isfinite(levels)]
    low, span = (known.min(), known.max() - known.min()) if known.size else (0.0, 0.0)
    return "".join(_bar(level, low, span) for level in levels)


def _bar(level: float, low: float, span: float) -> str:
    if not np.isfinite(level):
        return _NOT_A_NUMBER
    return _BARS[min(len(_BARS) - 1, int((level - low) / span * len(_BARS)))] if span > 0 else _BARS[0]


def _median(values: NDArray[np.float64]) -> float:
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if finite.size else float("nan")


def _head(report: Report, width: int) -> Text:
    head = Text("── ", style="dim").append("Trainward", style="bold not dim").append(f" {report.run.id} ", style="dim")
    return head.append("─" * max(0, width - head.cell_len), style="dim")


def _rates(report: Report) -> Text:
    return Text(" · ").join([Text(part) for part in _rate_parts(report)])


def _rate_parts(report: Report) -> Iterator[str]:
    history = report.history
    yield f"step {report.run.steps:,}"
    seconds = _recent(history, "step_seconds")
    median = _median(seconds)
    if median > 0:
        yield f"{1 / median:.3g} steps/s"
    for signal, name in (("learning_rate", "lr"), ("grad_norm", "grad norm")):
        value = _recent(history, signal)
        if value.size:
            yield f"{name} {value[-1]:.3g}"
    waited = _recent(history, "data_wait_seconds")
    if waited.size and np.nansum(seconds) > 0:
        yield f"waiting for data {min(1.0, np.nansum(waited) / np.nansum(seconds)):.0%}"
    yield f"watching costs {report.run.watch_share:.2%}"


def _recent(history: History, signal: str) -> NDArray[np.float64]:
    series = history.get(signal, ())
    return series[0].values[-_RECENT:] if series else np.empty(0)


def _curve(history: History, width: int) -> Text:
    series = history.get("loss", ())
    if not series:
        return Text("loss: none seen so far", style="dim")
    values = series[0].values
    head = f"loss {values[-1]:.4g}  "
    return Text(head).append(sparkline(values, width - len(head) - 1), style="cyan")


def _findings(report: Report) -> list[Text]:
    if not report.findings:
        return [Text("no findings so far", style="dim")]
    newest = sorted(report.findings, key=lambda finding: finding.step, reverse=True)
    grave = [finding for finding in newest if finding.severity != "info"]
    shown = (grave or newest)[:_FINDINGS]
    return [
        Text(finding.severity, style=SEVERITY_STYLE[finding.severity])
        .append(f" {place(finding)} ", style="dim not bold default on default")
        .append(" ".join(finding.message.split()), style="not bold default on default")
        for finding in shown
    ]
