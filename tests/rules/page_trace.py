"""Turns a trace of a rule's page into the history it describes."""

from collections.abc import Mapping

import numpy as np

from trainward.records.reading import History, Series
from trainward.records.signal import SIGNALS


def trace_history(source: str) -> History:
    """Return the history that the trace builds; names that are no signals are its own helpers."""
    names: dict[str, object] = {"np": np, "rng": np.random.default_rng(0)}
    exec(compile(source, "<trace>", "exec"), names)
    return {name: _every(name, value) for name, value in names.items() if name in SIGNALS}


def series(signal: str, values: object, where: str = "", steps: object = None) -> Series:
    """Return a series; its steps are 0, 1, ... unless given."""
    array = np.atleast_1d(np.asarray(values, np.float64))
    numbers = np.arange(len(array)) if steps is None else np.asarray(steps)
    assert len(numbers) == len(array), f"{signal} at {where!r}: {len(numbers)} steps for {len(array)} values"
    return Series(signal, where, numbers.astype(np.int64), array)


def _every(signal: str, value: object) -> tuple[Series, ...]:
    if isinstance(value, Mapping):
        return tuple(_one(signal, inner, where) for where, inner in value.items())
    return (_one(signal, value, ""),)


def _one(signal: str, value: object, where: str) -> Series:
    if isinstance(value, tuple) and len(value) == 2 and np.ndim(value[1]) == 1:
        return series(signal, value[1], where, value[0])
    return series(signal, value, where)
