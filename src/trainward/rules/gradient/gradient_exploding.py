"""Gradients grow by orders of magnitude: in time while the loss gets no better, or from the last layer to the first."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite
from trainward.rules.grid import at, by_model, grid, row_median, weights
from trainward.rules.lasting import lasting_since
from trainward.rules.progress import loss_fell_since

META = RuleMeta(
    code="GRA002",
    name="gradient-exploding",
    reads=("grad_norm", "loss", "layer_grad_norm", "param_size"),
    window=6,
    severity="error",
    source="AutoTrainer (70x), TheDeepChecker (growth over a window); raised by calibration, see the page",
)

GROWTH = 100.0  # over the median of all earlier readings; healthy runs reach 61 while their loss falls; calibrated
OVER_START = 10.0  # over the largest of the first three readings; calibrated
IN_A_ROW = 3  # readings that are this large one after another; a single one is gradient-spike; chosen
BY_DEPTH = 1e3  # first third of the layers over the last third; healthy runs reach 7; calibrated
LAYERS = 4  # fewer have no depth; chosen
CANDIDATES = 256  # readings looked at in full, to bound the cost


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each optimizer whose gradients explode in time, and for each model by depth."""
    for series in every(history, "grad_norm"):
        yield from _in_time(history, series)
    for known in by_model(weights(history)):
        yield from _by_depth(history, known)


def _in_time(history: History, raw: Series) -> Iterator[Finding]:
    series = finite(raw)
    values = series.values
    if len(values) < META.window:
        return
    begin = _begin(values, broke_off=len(values) < len(raw.values))
    if begin is None or loss_fell_since(history, int(series.steps[begin]), series.where):
        return
    level = float(np.median(values[:begin]))
    last = len(values) - 1
    peak = begin + int(np.argmax(values[begin:]))
    yield Finding(
        META.name,
        META.code,
        "error",
        int(series.steps[begin]),
        f"gradient norm{_of(series)} is {values[begin]:.3g} at step {series.steps[begin]}, "
        f"{values[begin] / level:.3g} times the median of the readings before (limit {GROWTH:g}), and stays high; "
        f"the highest is {values[peak]:.3g} at step {series.steps[peak]}",
        tuple(evidence(series, index) for index in sorted({begin - 1, begin, peak, last})),
    )


def _begin(values: NDArray[np.float64], broke_off: bool) -> int | None:
    start = float(values[:3].max())
    floor = np.minimum.accumulate(values) * GROWTH
    for index in np.flatnonzero((values > floor) & (values > OVER_START * start))[:CANDIDATES]:
        limit = GROWTH * float(np.median(values[: max(index, 1)]))
        run = values[index : index + IN_A_ROW]
        long_enough = len(run) == IN_A_ROW or broke_off
        if index >= IN_A_ROW and limit > 0 and long_enough and bool((run > limit).all()):
            return int(index)
    return None


def _by_depth(history: History, known: Mapping[str, float]) -> Iterator[Finding]:
    table = grid(history, "layer_grad_norm", known)
    third = len(table.places) // 3
    if len(table.places) < LAYERS or not len(table.steps):
        return
    roots = np.sqrt([known[place] for place in table.places])[:, None]
    ratio = np.minimum(_first_over_last(table.values, third), _first_over_last(table.values / roots, third))
    begin = lasting_since(ratio > BY_DEPTH, table.steps)
    if begin is None or loss_fell_since(history, int(table.steps[begin])):
        return
    early = int(np.nanargmax(table.values[:third, begin]))
    late = len(table.places) - 1
    yield Finding(
        META.name,
        META.code,
        "warning",
        int(table.steps[begin]),
        f"gradients of the first {third} weights, such as {table.places[early]}, are {np.median(ratio[begin:]):.3g} "
        f"times those of the last {third} since step {table.steps[begin]} (limit {BY_DEPTH:g})",
        (at(table, early, begin), at(table, late, begin)),
    )


def _first_over_last(values: NDArray[np.float64], third: int) -> NDArray[np.float64]:
    last = row_median(values[-third:], axis=0)
    ratio: NDArray[np.float64] = row_median(values[:third], axis=0) / np.where(last > 0, last, np.nan)
    return ratio


def _of(series: Series) -> str:
    return f" of {series.where}" if series.where else ""
