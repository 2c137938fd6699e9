"""The account of a run, read from its `run.db`."""

import json
import os
import platform
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, Final

from trainward.errors import StoreError
from trainward.records.run import Run, RunState
from trainward.store.process import is_alive
from trainward.store.schema import DATABASE

STALE_SECONDS: Final = 60.0  # a writer beats twice a second; a machine under load may stutter; chosen

_DAMAGED: Final = "restore the file from a copy, or remove its folder"


def read_run(folder: Path) -> Run:
    """Return the account of the run in `folder`; its state is 'lost' when its process died without a word.

    Raises:
        StoreError: there is no run that can be read.
    """
    with open_database(folder) as connection:
        return run_of(connection)


@contextmanager
def open_database(folder: Path) -> Iterator[sqlite3.Connection]:
    """Yield the run's database for reading; the run may be writing to it meanwhile.

    Raises:
        StoreError: the file is missing, empty, damaged, or something else; also when the body finds that.
    """
    path = folder / DATABASE
    try:
        size = path.stat().st_size
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be read: {error.strerror}; `trainward runs` lists the runs there are"
        ) from error
    try:
        with closing(_connect(path)) as connection:
            yield connection
    except (sqlite3.Error, ValueError) as error:
        raise StoreError(f"{path}: {size} bytes that are not a readable run: {error}; {_DAMAGED}") from error


def run_of(connection: sqlite3.Connection) -> Run:
    """Return the account of the run in an open database.

    Raises:
        ValueError, sqlite3.Error: the tables do not hold one.
    """
    facts = {name: json.loads(value) for name, value in connection.execute("SELECT name, value FROM fact")}
    facts["notices"] = [text for (text,) in connection.execute("SELECT text FROM message ORDER BY id")]
    missing = [f.name for f in fields(Run) if f.default is MISSING and f.name not in facts]
    if missing:
        raise ValueError(f"{len(missing)} facts are missing: {', '.join(missing)}")
    known: dict[str, Any] = {field.name: _frozen(facts[field.name]) for field in fields(Run) if field.name in facts}
    known["state"] = _state(facts)
    return Run(**known)


def _frozen(value: object) -> object:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _state(facts: Mapping[str, object]) -> RunState:
    if facts.get("state") != "running":
        return "ended"
    pid, start = int(str(facts.get("pid", 0))), str(facts.get("process_start", ""))
    if facts.get("host") == platform.node():
        if not is_alive(pid, start):
            return "lost"
        if start:
            return "running"
    silent_seconds = time.time() - float(str(facts.get("heartbeat", 0.0)))
    return "lost" if silent_seconds > STALE_SECONDS else "running"


def _connect(path: Path) -> sqlite3.Connection:
    wal = path.with_name(path.name + "-wal")
    # without a write-ahead log nobody writes, and an immutable file needs no lock files beside it
    mode = "mode=ro" if wal.exists() else "immutable=1"
    try:
        return _checked(sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, check_same_thread=False))
    except sqlite3.OperationalError:
        if os.access(path.parent, os.W_OK) or not wal.exists():
            raise
    # a run that was killed, in a folder that is read-only now: its log can be taken in only where one may write
    with tempfile.TemporaryDirectory(prefix="trainward-") as copy:
        for file in (path, wal):
            shutil.copy(file, copy)
        connection = _checked(sqlite3.connect(Path(copy) / path.name, check_same_thread=False))
        return connection


def _checked(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection
