import math
import os
import shutil
import sqlite3
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trainward.errors import StoreError
from trainward.records.run import Run
from trainward.records.signal import SIGNALS
from trainward.store.run_facts import read_run
from trainward.store.run_reader import RunReader, read_stored
from trainward.store.run_writer import RingItem, RunWriter

RUN = Run("r", ("train.py", "--lr", "1"), "2026-01-02T03:04:05", versions=(("torch", "2.13"),), notices=("one", "two"))


def _write(folder: Path, series: Sequence[tuple[str, str]], items: Sequence[RingItem], run: Run = RUN) -> Path:
    folder.mkdir(exist_ok=True)
    writer = RunWriter(folder, run, deque(items), series)
    writer.start()
    writer.close(run)
    return folder


def _set_fact(folder: Path, name: str, value: str) -> None:
    with sqlite3.connect(folder / "run.db") as connection:
        connection.execute("REPLACE INTO fact (name, value) VALUES (?, ?)", (name, value))


def test_what_was_written_is_read(tmp_path: Path) -> None:
    items = [(step % 2, step, step / 3) for step in range(1, 101)]

    run, history = read_stored(_write(tmp_path, [("loss", ""), ("grad_norm", "adam")], items))

    assert run == replace(RUN, state="ended", steps=100)
    assert list(history) == ["loss", "grad_norm"]
    (loss,) = history["loss"]
    assert list(loss.steps) == list(range(2, 101, 2))
    assert list(loss.values) == [step / 3 for step in range(2, 101, 2)]
    assert history["grad_norm"][0].where == "adam"


def test_a_run_of_zero_steps_has_an_empty_history(tmp_path: Path) -> None:
    run, history = read_stored(_write(tmp_path, [("loss", "")], []))

    assert run.steps == 0
    assert history == {}


def test_nan_and_infinity_survive_in_every_signal(tmp_path: Path) -> None:
    values = (math.nan, math.inf, -math.inf, 0.0, -0.0, 5e-324)
    series = [(signal, "") for signal in SIGNALS]
    items = [(number, step, value) for number in range(len(series)) for step, value in enumerate(values)]

    history = read_stored(_write(tmp_path, series, items))[1]

    assert set(history) == set(SIGNALS)
    for (one,) in history.values():
        np.testing.assert_array_equal(one.values, values)


def test_readings_that_came_late_are_put_in_order(tmp_path: Path) -> None:
    _write(tmp_path, [("loss", "")], [(0, 1, 1.0), (0, 3, 3.0), (0, 2, 2.0)])
    reader = RunReader(tmp_path)
    reader.refresh()
    with sqlite3.connect(tmp_path / "run.db") as connection:
        connection.execute(
            "INSERT INTO chunk (count, series, steps, data) SELECT count, series, steps, data FROM chunk"
        )
    reader.refresh()

    assert list(reader.history()["loss"][0].steps) == [1, 1, 2, 2, 3, 3]


def test_each_refresh_takes_only_what_is_new(tmp_path: Path) -> None:
    ring: deque[RingItem] = deque([(0, 1, 1.0)])
    first = RunWriter(tmp_path, RUN, ring, [("loss", "")])
    first.start()
    first.close(RUN)
    reader = RunReader(tmp_path)
    reader.refresh()
    before = reader.history()["loss"][0]
    ring.append((0, 2, 2.0))
    second = RunWriter(tmp_path, RUN, ring, [("loss", "")])
    second.start()
    second.close(RUN)

    reader.refresh()

    assert list(before.steps) == [1]
    assert list(reader.history()["loss"][0].steps) == [1, 2]


def test_a_limit_bounds_every_series(tmp_path: Path) -> None:
    _write(tmp_path, [("loss", "")], [(0, step, 1.0) for step in range(1000)])
    reader = RunReader(tmp_path, limit=100)
    reader.refresh()

    assert len(reader.history()["loss"][0].steps) <= 100


def test_only_the_wanted_signals_are_put_together(tmp_path: Path) -> None:
    _write(tmp_path, [("loss", ""), ("grad_norm", "")], [(0, 1, 1.0), (1, 1, 1.0)])
    reader = RunReader(tmp_path)
    reader.refresh()

    assert list(reader.history({"grad_norm"})) == ["grad_norm"]


def test_the_account_of_a_run_that_died_is_completed_from_its_readings(tmp_path: Path) -> None:
    _write(tmp_path, [("loss", ""), ("step_seconds", "")], [(0, 7, 1.0), (1, 6, 0.1), (1, 7, 0.3)])

    run = read_stored(tmp_path)[0]

    assert run.steps == 7
    assert run.step_seconds_median == pytest.approx(0.2)


def test_a_run_whose_process_is_gone_is_lost(tmp_path: Path) -> None:
    _write(tmp_path, [], [])
    _set_fact(tmp_path, "state", '"running"')
    _set_fact(tmp_path, "process_start", '"1"')

    assert read_run(tmp_path).state == "lost"


def test_a_run_whose_process_lives_is_running(tmp_path: Path) -> None:
    _write(tmp_path, [], [])
    _set_fact(tmp_path, "state", '"running"')
    _set_fact(tmp_path, "pid", str(os.getpid()))

    assert read_run(tmp_path).state == "running"


def test_a_run_of_another_machine_without_a_fresh_heartbeat_is_lost(tmp_path: Path) -> None:
    _write(tmp_path, [], [])
    _set_fact(tmp_path, "state", '"running"')
    _set_fact(tmp_path, "host", '"another"')
    _set_fact(tmp_path, "heartbeat", "1.0")

    assert read_run(tmp_path).state == "lost"


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_run_is_named_with_its_size(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "run.db").write_bytes(content)

    with pytest.raises(StoreError, match=rf"run\.db: {len(content)} bytes that are not a readable run: .*; restore"):
        read_stored(tmp_path)


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "run.db") as connection:
        connection.execute("CREATE TABLE fact (name TEXT, value TEXT)")
        connection.execute("CREATE TABLE message (id INTEGER, text TEXT)")

    with pytest.raises(StoreError, match="3 facts are missing: id, command, started_at"):
        read_stored(tmp_path)


def test_a_missing_run_says_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="trainward runs"):
        read_run(tmp_path / "none")


def test_a_damaged_chunk_is_told(tmp_path: Path) -> None:
    _write(tmp_path, [("loss", "")], [(0, 1, 1.0)])
    with sqlite3.connect(tmp_path / "run.db") as connection:
        connection.execute("UPDATE chunk SET count = 7")

    with pytest.raises(StoreError, match="a chunk of 7 readings holds 1, 1 and 1"):
        read_stored(tmp_path)


def test_a_file_cut_off_in_the_middle_is_told(tmp_path: Path) -> None:
    items = [(0, step, math.sin(step)) for step in range(50_000)]
    whole = _write(tmp_path / "whole", [("loss", "")], items) / "run.db"
    (tmp_path / "run.db").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])

    with pytest.raises(StoreError, match="not a readable run"):
        read_stored(tmp_path)


def test_reading_leaves_nothing_beside_the_file(tmp_path: Path) -> None:
    _write(tmp_path, [("loss", "")], [(0, 1, 1.0)])

    read_stored(tmp_path)

    assert os.listdir(tmp_path) == ["run.db"]


def test_a_copy_taken_while_writing_is_read_up_to_there(tmp_path: Path) -> None:
    ring: deque[RingItem] = deque([(0, 1, 1.0)])
    (tmp_path / "live").mkdir()
    (tmp_path / "copy").mkdir()
    writer = RunWriter(tmp_path / "live", RUN, ring, [("loss", "")], tick=lambda: _copy(tmp_path))
    writer.start()
    writer.close(RUN)

    assert list(read_stored(tmp_path / "copy")[1]["loss"][0].values) == [1.0]


def _copy(root: Path) -> None:
    # the writer calls this between two flushes, with its files open
    for name in ("run.db", "run.db-wal"):
        if not (root / "copy" / name).exists():
            shutil.copy(root / "live" / name, root / "copy" / name)
