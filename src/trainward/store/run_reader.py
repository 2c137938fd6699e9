"""Reads the history of a run from its `run.db`, all of it or what came since the last look."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trainward.records.reading import History, Series
from trainward.records.run import Run
from trainward.store.packing import unpack
from trainward.store.run_facts import open_database, run_of
from trainward.store.thinning import thinned_series

_SERIES: Final = np.dtype("<i4")
_STEP: Final = np.dtype("<i8")
_VALUE: Final = np.dtype("<f8")
_CLOCK_SIGNALS: Final = ("loss", "step_seconds")

_Columns = tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.float64]]


def read_stored(folder: Path) -> tuple[Run, History]:
    """Return the account and the whole history of the run in `folder`.

    Raises:
        StoreError: there is no run that can be read.
    """
    reader = RunReader(folder)
    run = reader.refresh()
    return run, reader.history()


class RunReader:
    """Follows a run that may still be writing; each `refresh` reads only what is new."""

    def __init__(self, folder: Path, limit: int | None = None) -> None:
        """Name the run; nothing is read before `refresh`.

        Args:
            folder: of the run.
            limit: about how many readings of one series to keep, see `trainward.store.thinning`; None keeps all.
        """
        self._folder = folder
        self._limit = limit
        self._chunk = 0
        self._places: list[tuple[str, str]] = []
        self._parts: defaultdict[int, list[tuple[NDArray[np.int64], NDArray[np.float64]]]] = defaultdict(list)
        self._counts: Counter[int] = Counter()

    def refresh(self) -> Run:
        """Take in what was stored since the last call and return the run's account as of now.

        Raises:
            StoreError: there is no run that can be read; what was read before is kept.
        """
        with open_database(self._folder) as connection:
            run = run_of(connection)
            self._take(connection)
        return self._completed(run)

    def history(self, signals: Container[str] | None = None) -> History:
        """Return the readings so far, of these signals or of all."""
        found: dict[str, list[Series]] = {}
        for number, (signal, place) in enumerate(self._places):
            if number in self._parts and (signals is None or signal in signals):
                found.setdefault(signal, []).append(self._series(number, signal, place))
        return {signal: tuple(series) for signal, series in found.items()}

    def _take(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute(
            "SELECT id, count, series, steps, data FROM chunk WHERE id > ? ORDER BY id", (self._chunk,)
        ).fetchall()
        if not rows:
            return
        # after the chunks: a series is stored before its first reading
        places = connection.execute("SELECT signal, place FROM series ORDER BY number").fetchall()
        columns = [_columns(row[1:]) for row in rows]
        self._places = places
        for number, steps, values in _by_series(columns):
            self._parts[number].append((steps, values))
            self._counts[number] += len(steps)
            if self._limit is not None and self._counts[number] > 2 * self._limit:
                self._thin(number, self._limit)
        self._chunk = rows[-1][0]

    def _series(self, number: int, signal: str, place: str) -> Series:
        parts = self._parts[number]
        if len(parts) > 1:
            steps = np.concatenate([steps for steps, _ in parts])
            values = np.concatenate([values for _, values in parts])
            if np.any(steps[1:] < steps[:-1]):  # a value that had to wait for its device
                order = np.argsort(steps, kind="stable")
                steps, values = steps[order], values[order]
            parts[:] = [(steps, values)]
        return Series(signal, place, *parts[0])

    def _thin(self, number: int, limit: int) -> None:
        thin = thinned_series(self._series(number, *self._places[number]), limit)
        self._parts[number][:] = [(thin.steps, thin.values)]
        self._counts[number] = len(thin.steps)

    def _completed(self, run: Run) -> Run:
        """Return the account with what a run that died had no time to write, taken from its readings."""
        last = [
            int(steps[-1])
            for number, (signal, _) in enumerate(self._places)
            if signal in _CLOCK_SIGNALS
            for steps, _ in self._parts.get(number, [])[-1:]
        ]
        median = run.step_seconds_median
        if median is None and ("step_seconds", "") in self._places:
            parts = self._parts.get(self._places.index(("step_seconds", "")), [])
            seconds = np.concatenate([values for _, values in parts]) if parts else np.empty(0)
            finite = seconds[np.isfinite(seconds)]
            median = float(np.median(finite)) if finite.size else None
        return replace(run, steps=max([run.steps, *last]), step_seconds_median=median)


def _columns(row: tuple[int, bytes, bytes, bytes]) -> _Columns:
    count, packed_series, packed_steps, packed_values = row
    series = np.frombuffer(unpack(packed_series, _SERIES.itemsize), _SERIES)
    steps = np.frombuffer(unpack(packed_steps, _STEP.itemsize), _STEP)
    values = np.frombuffer(unpack(packed_values, _VALUE.itemsize), _VALUE)
    if not count == len(series) == len(steps) == len(values):
        raise ValueError(f"a chunk of {count} readings holds {len(series)}, {len(steps)} and {len(values)}")
    return series, np.cumsum(steps), values


def _by_series(columns: list[_Columns]) -> Iterable[tuple[int, NDArray[np.int64], NDArray[np.float64]]]:
    numbers, steps, values = (np.concatenate([one[index] for one in columns]) for index in range(3))
    small = numbers.astype(np.uint16) if numbers.size and numbers.max() < np.iinfo(np.uint16).max else numbers
    order = np.argsort(small, kind="stable")  # a radix sort for 16 bits
    numbers, steps, values = numbers[order], steps[order].astype(np.int64), values[order].astype(np.float64)
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    for start, end in zip(starts, [*starts[1:], len(numbers)], strict=True):
        yield int(numbers[start]), steps[start:end], values[start:end]
