"""Readings of one signal at several places, side by side: rows are places in the order of the forward pass."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainward.records.finding import Evidence
from trainward.records.reading import History
from trainward.rules.access import every


@dataclass(frozen=True, slots=True)
class Grid:
    """`values` has a row for each of `places` and a column for each of `steps`; NaN where a place was not read."""

    signal: str
    places: tuple[str, ...]
    steps: NDArray[np.int64]
    values: NDArray[np.float64]


def grid(history: History, signal: str, places: Collection[str] | None = None) -> Grid:
    """Return the readings of `signal`, at these places only when they are given, one column a step."""
    wanted = [series for series in every(history, signal) if places is None or series.where in places]
    if places is not None:
        order = {place: rank for rank, place in enumerate(places)}
        wanted.sort(key=lambda series: order[series.where])
    all_steps = [series.steps for series in wanted]
    steps = np.unique(np.concatenate(all_steps)) if all_steps else np.empty(0, np.int64)
    values = np.full((len(wanted), len(steps)), np.nan)
    for row, series in zip(values, wanted, strict=True):
        row[np.searchsorted(steps, series.steps)] = series.values
    return Grid(signal, tuple(series.where for series in wanted), steps, values)


def at(table: Grid, row: int, column: int) -> Evidence:
    """Return one cell of the grid as evidence."""
    value = float(table.values[row, column])
    return Evidence(table.signal, int(table.steps[column]), value, table.places[row])


def row_median(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Return the median along `axis` of what is finite, NaN where nothing is."""
    held = np.isfinite(values)
    some = held.any(axis=axis, keepdims=True)
    medians = np.nanmedian(np.where(held, values, np.where(some, np.nan, 0.0)), axis=axis)
    return np.where(np.squeeze(some, axis), medians, np.nan)


def complete(table: Grid) -> Grid:
    """Return the grid without the steps at which a place has no finite reading."""
    whole = np.isfinite(table.values).all(axis=0)
    return Grid(table.signal, table.places, table.steps[whole], table.values[:, whole])


def sizes(history: History) -> Mapping[str, float]:
    """Return the number of elements of each parameter, in the order of the forward pass."""
    read = {series.where: float(series.values[0]) for series in every(history, "param_size") if len(series.values)}
    return {place: size for place, size in read.items() if 0 < size < np.inf}


def weights(history: History) -> Mapping[str, float]:
    """Return the sizes of the parameters that are matrices or kernels, in the order of the forward pass.

    Biases, the scales of normalisation and other vectors are left out: their gradients and norms follow other laws
    (a bias before a BatchNorm has no gradient at all). A vector is told by its name, by a bias of its own size, or by
    having no more elements than the root of the largest parameter.
    """
    known = sizes(history)
    least = max(known.values(), default=0.0) ** 0.5
    return {name: size for name, size in known.items() if size > least and not _is_vector(name, size, known)}


def by_model(known: Mapping[str, float]) -> tuple[Mapping[str, float], ...]:
    """Return the same parameters, those of each model on their own."""
    models: dict[str, dict[str, float]] = {}
    for name, size in known.items():
        models.setdefault(model_of(name), {})[name] = size
    return tuple(models.values())


def model_of(place: str) -> str:
    """Return the model that a parameter or module belongs to.

    Where a run has several models, the names begin with the name of the model's class; the only model has no name.
    """
    head = place.removeprefix("input of ").split(".", 1)[0]
    return head if head[:1].isupper() else ""


def has_normalisation(history: History, modules: Collection[str]) -> bool:
    """Return whether a module normalises, told by its name or by a scale and an offset of one size."""
    known = sizes(history)
    named = any(re.search(r"norm|(?:^|[._])[lb]n", place, re.IGNORECASE) for place in (*modules, *known))
    return named or any(_is_vector(name, size, known) for name, size in known.items() if "bias" not in name)


def _is_vector(name: str, size: float, known: Mapping[str, float]) -> bool:
    module, _, own = name.rpartition(".")
    if "bias" in own:
        return True
    return own == "weight" and known.get(f"{module}.bias" if module else "bias") == size
