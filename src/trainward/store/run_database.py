"""The open `run.db` of a live run, for writing."""

import json
import os
import platform
import sqlite3
from collections import deque
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Final, TypeAlias

from trainward.records.run import Run
from trainward.store.process import process_start
from trainward.store.schema import DATABASE, TABLES

_ROWS: Final = 200  # in one statement: SQLite gives up the interpreter lock once a statement, not once a row
_BUSY_SECONDS: Final = 0.5


Chunk: TypeAlias = tuple[int, bytes, bytes, bytes]
"""A row of the table chunk: how many readings, and their series, steps and values as packed columns."""


class RunDatabase:
    """Writes rows; after an error call `drop`, and the next `ready` opens the file again.

    Every statement is a transaction of its own. Nothing is taken out of what the caller passes before it is stored.
    """

    def __init__(self, folder: Path) -> None:
        """Name the file in `folder`; it is made by the first `ready`."""
        self.path = folder / DATABASE
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        self._series_stored = 0
        self._facts_stored: dict[str, str] = {}

    def ready(self) -> bool:
        """Make the file writable; one that was taken away under the run is made again from what is still open.

        Returns:
            Whether it had to be made again.

        Raises:
            sqlite3.Error, OSError: it cannot be.
        """
        gone = self._connection is not None and not self._is_there()
        if gone and self._connection is not None:
            self._rescue(self._connection)
        if self._connection is None:
            self._connection = self._open()
        return gone

    def add_series(self, series: Sequence[tuple[str, str]]) -> None:
        """Store the series that were not stored yet."""
        rows = [(number, *series[number]) for number in range(self._series_stored, len(series))]
        for start in range(0, len(rows), _ROWS):
            self._insert("REPLACE INTO series (number, signal, place)", rows[start : start + _ROWS])
        self._series_stored += len(rows)

    def add_chunks(self, chunks: "deque[Chunk]") -> None:
        """Store all chunks, and take each out of `chunks` once it is stored."""
        while chunks:
            rows = [chunks[index] for index in range(min(_ROWS, len(chunks)))]
            self._insert("INSERT INTO chunk (count, series, steps, data)", rows)
            for _ in rows:
                chunks.popleft()

    def add_notes(self, notes: list[tuple[float, str]]) -> None:
        """Store all notes, and take each out of `notes` once it is stored."""
        if notes:
            rows = notes[:_ROWS]
            self._insert("INSERT INTO message (seconds, text)", rows)
            del notes[: len(rows)]

    def put_facts(self, run: Run, heartbeat_seconds: float) -> None:
        """Store what changed of the run, and the time."""
        facts = {field.name: json.dumps(getattr(run, field.name)) for field in fields(run) if field.name != "notices"}
        changed = {name: value for name, value in facts.items() if self._facts_stored.get(name) != value}
        changed["heartbeat"] = json.dumps(heartbeat_seconds)
        self._insert("REPLACE INTO fact (name, value)", list(changed.items()))
        self._facts_stored = facts

    def drop(self) -> None:
        """Let the file go after an error; `ready` opens it again."""
        connection, self._connection = self._connection, None
        self._facts_stored = {}
        try:
            if connection is not None:
                connection.close()
        except sqlite3.Error:  # what could not be written is still with the caller
            return

    def close(self) -> None:
        """Close the file."""
        self.drop()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.executescript(TABLES)
            process = {"pid": os.getpid(), "host": platform.node(), "process_start": process_start(os.getpid())}
            rows = [(name, json.dumps(value)) for name, value in process.items()]
            connection.executemany("REPLACE INTO fact (name, value) VALUES (?, ?)", rows)
            self._inode = self.path.stat().st_ino
        except BaseException:
            connection.close()
            raise
        self._series_stored = 0
        self._facts_stored = {}
        return connection

    def _is_there(self) -> bool:
        try:
            return self.path.stat().st_ino == self._inode
        except OSError:
            return False

    def _rescue(self, lost: sqlite3.Connection) -> None:
        # the file has no name any more, yet all its content can be read for as long as it is open
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for suffix in ("-wal", "-shm"):
            self.path.with_name(DATABASE + suffix).unlink(missing_ok=True)
        fresh = sqlite3.connect(self.path, timeout=_BUSY_SECONDS)
        try:
            lost.backup(fresh)
        finally:
            fresh.close()
        self.drop()

    def _insert(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        if rows and self._connection is not None:
            row = "(" + ",".join("?" * len(rows[0])) + ")"
            values = [value for one in rows for value in one]
            self._connection.execute(f"{statement} VALUES {','.join([row] * len(rows))}", values)
