"""Puts the readings of a live run into its `run.db`, twice a second, from a thread of its own.

The training thread only appends tuples to a ring. Everything here is arranged to hold the interpreter lock briefly:
single readings are touched by C code only, and a flush is two or three SQL statements however many readings it has,
because SQLite gives the lock up and must win it back for each statement.
"""

import os
import sqlite3
import threading
import time
import weakref
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain, repeat, starmap
from operator import itemgetter, sub
from pathlib import Path
from typing import Final, TypeAlias

from trainward.records.run import Run
from trainward.store.packing import pack
from trainward.store.run_database import Chunk, RunDatabase
from trainward.store.schema import SERIES_TYPE, STEP_TYPE, VALUE_TYPE

RingItem: TypeAlias = tuple[int, int, float]
"""Number of the series, step, value."""

FLUSH_SECONDS: Final = 0.5  # a kill -9 loses at most this and the time one flush takes
TICK_SECONDS: Final = 1.0
CLOSE_SECONDS: Final = 10.0  # longest wait for the last flush
FORK_SECONDS: Final = 1.0  # longest that a fork waits for a flush
KEEP_BYTES: Final = 256 * 1024 * 1024  # packed readings held while the disk refuses them


class RunWriter:
    """Flushes `ring` to `folder/run.db` until closed; a child made by fork never writes.

    `series` grows as the run goes: item N is the (signal, where) of series N, and is there before a reading of it.
    Nothing here raises into the run: what cannot be written is kept, tried again at each flush, and said once.

    Attributes:
        cpu_seconds: processor time of the writer thread so far.
    """

    def __init__(
        self,
        folder: Path,
        run: Run,
        ring: "deque[RingItem]",
        series: Sequence[tuple[str, str]],
        tick: Callable[[], None] | None = None,
        complain: Callable[[str], None] | None = None,
    ) -> None:
        """Prepare; nothing is written before `start`.

        Args:
            folder: an existing run folder, see `trainward.store.run_folder`.
            run: what is known of the run at its start.
            ring: where readings are appended; its `maxlen` bounds what an unwilling disk can cost before packing.
            series: the signal and place of each series, by number.
            tick: called about once a second on the writer thread.
            complain: takes a sentence about trouble; each sentence comes once.
        """
        self.cpu_seconds = 0.0
        self._database = RunDatabase(folder)
        self._run = run
        self._ring = ring
        self._series = series
        self._tick = tick
        self._complain = complain
        self._pending: deque[Chunk] = deque()
        self._notes: list[tuple[float, str]] = []
        self._said: set[str] = set()
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._pid = os.getpid()
        self._thread = threading.Thread(target=self._work, name="trainward-writer", daemon=True)
        _alive.add(self)

    def start(self) -> None:
        """Start the thread; once the first flush is done the run can be read by others."""
        self._thread.start()

    def note(self, text: str) -> None:
        """Store a sentence about what could not be seen; a sentence said before is left out."""
        if os.getpid() == self._pid and text not in self._said:
            self._said.add(text)
            self._notes.append((time.time(), text))

    def update(self, run: Run) -> None:
        """Store the fields of `run` with the next flush; its notices are notes."""
        for notice in run.notices:
            self.note(notice)
        self._run = run

    def close(self, run: Run) -> None:
        """Flush for the last time; once this returns the stored run is complete and its state is 'ended'."""
        if os.getpid() != self._pid or not self._thread.is_alive():
            return
        self.update(replace(run, state="ended"))
        self._wake.set()
        self._thread.join(CLOSE_SECONDS)
        _alive.discard(self)

    def _work(self) -> None:
        next_tick = 0.0
        stopping = False
        while True:
            with self._lock:
                self._flush()
            if stopping:
                break
            if self._tick is not None and time.monotonic() >= next_tick:
                next_tick = time.monotonic() + TICK_SECONDS
                self._tick_once()
            self.cpu_seconds = time.thread_time()
            stopping = self._wake.wait(FLUSH_SECONDS)
        if self._pending:
            self._say(f"{sum(chunk[0] for chunk in self._pending)} readings could not be stored in the end")
        self._database.close()
        self.cpu_seconds = time.thread_time()

    def _tick_once(self) -> None:
        try:
            if self._tick is not None:
                self._tick()
        except Exception as error:  # noqa: BLE001 - a failure of ours must not reach the run
            self._tick = None
            self._say(f"reading the machine failed and is switched off: {type(error).__name__}: {error}")

    def _flush(self) -> None:
        try:
            self._drain()
            self._store()
        except (sqlite3.Error, OSError) as error:
            self._database.drop()
            self._say(
                f"{self._database.path}: cannot be written: {error}; up to {KEEP_BYTES >> 20} MiB of readings are "
                "kept in memory and written once it can: free some space there"
            )
        except Exception as error:  # noqa: BLE001 - a failure of ours must not reach the run
            self._say(f"{self._database.path}: a flush failed: {type(error).__name__}: {error}; please report this")

    def _drain(self) -> None:
        count = len(self._ring)
        if not count:
            return
        # popleft in C for all at once: the training thread may append meanwhile, never take
        items = list(starmap(self._ring.popleft, repeat((), count)))
        try:
            chunk = _packed(items)
        except (TypeError, ValueError, OverflowError):
            items = [item for item in items if _is_sound(item)]
            self._say(f"{count - len(items)} readings were not numbers and are left out")
            chunk = _packed(items)
        self._pending.append(chunk)
        while sum(map(_size, self._pending)) > KEEP_BYTES and len(self._pending) > 1:
            self._pending.popleft()
            self._say(f"more than {KEEP_BYTES >> 20} MiB wait for the disk; the oldest readings are dropped")

    def _store(self) -> None:
        if self._database.ready():
            self._say(
                f"{self._database.path}: was removed while the run was using it; it is made again, with all readings"
            )
        self._database.add_series(self._series)
        self._database.add_chunks(self._pending)
        self._database.add_notes(self._notes)
        self._database.put_facts(self._run, time.time())

    def _say(self, text: str) -> None:
        if text in self._said:
            return
        self.note(text)
        if self._complain is not None:
            try:
                self._complain(text)
            except Exception:  # noqa: BLE001 - who listens may be half torn down at exit; the note is stored anyway
                self._complain = None


def _packed(items: "list[RingItem]") -> Chunk:
    steps = list(map(itemgetter(1), items))
    return (
        len(items),
        pack(array(SERIES_TYPE, map(itemgetter(0), items))),
        pack(array(STEP_TYPE, map(sub, steps, chain((0,), steps)))),
        pack(array(VALUE_TYPE, map(itemgetter(2), items))),
    )


def _size(chunk: Chunk) -> int:
    return sum(map(len, chunk[1:]))


def _is_sound(item: RingItem) -> bool:
    try:
        _packed([item])
    except (TypeError, ValueError, OverflowError):
        return False
    return True


_alive: "weakref.WeakSet[RunWriter]" = weakref.WeakSet()


def _before_fork() -> None:
    # a flush under way would leave its locks inside SQLite taken for ever in the child
    for writer in tuple(_alive):
        writer._lock.acquire(timeout=FORK_SECONDS)


def _after_fork_in_parent() -> None:
    for writer in tuple(_alive):
        try:
            writer._lock.release()
        except RuntimeError:  # the flush took longer than the fork was willing to wait
            continue


def _after_fork_in_child() -> None:
    # the writer's thread is gone, and its frame with the open database is never freed: nothing closes it in the child
    for writer in tuple(_alive):
        writer._lock = threading.RLock()
    _alive.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child)
