import os
import shutil
import subprocess
import sys
import threading
from collections import deque
from dataclasses import replace
from pathlib import Path

import pytest

from trainward.records.run import Run
from trainward.store.run_reader import read_stored
from trainward.store.run_writer import RingItem, RunWriter

RUN = Run("r", ("train.py",), "2026-01-02T03:04:05")
LOSS = [("loss", "")]
PATIENCE = 20.0


class Flushes:
    """Lets a test wait until the writer has flushed again; the writer ticks after its first flush and each second."""

    def __init__(self) -> None:
        self.seen = threading.Semaphore(0)

    def tick(self) -> None:
        self.seen.release()

    def wait(self) -> None:
        assert self.seen.acquire(timeout=PATIENCE)


def test_readings_are_stored_while_the_run_goes_on(tmp_path: Path) -> None:
    flushes = Flushes()
    writer = RunWriter(tmp_path, RUN, deque([(0, 1, 0.5)]), LOSS, tick=flushes.tick)
    writer.start()
    flushes.wait()

    run, history = read_stored(tmp_path)
    writer.close(RUN)

    assert run.state == "running"
    assert list(history["loss"][0].values) == [0.5]


def test_series_that_appear_later_are_stored(tmp_path: Path) -> None:
    ring: deque[RingItem] = deque([(0, 1, 0.5)])
    series = list(LOSS)
    flushes = Flushes()
    writer = RunWriter(tmp_path, RUN, ring, series, tick=flushes.tick)
    writer.start()
    flushes.wait()
    series.append(("grad_norm", "adam"))
    ring.append((1, 1, 2.0))
    writer.close(RUN)

    assert list(read_stored(tmp_path)[1]) == ["loss", "grad_norm"]


def test_more_series_than_one_statement_takes_are_stored(tmp_path: Path) -> None:
    series = [("layer_grad_norm", f"layer{number}.weight") for number in range(1234)]
    writer = RunWriter(tmp_path, RUN, deque((number, 1, float(number)) for number in range(1234)), series)
    writer.start()
    writer.close(RUN)

    found = read_stored(tmp_path)[1]["layer_grad_norm"]

    assert [one.where for one in found] == [place for _, place in series]
    assert [one.values[0] for one in found] == list(range(1234))


def test_the_account_follows_updates_and_says_each_notice_once(tmp_path: Path) -> None:
    writer = RunWriter(tmp_path, RUN, deque(), LOSS)
    writer.start()
    writer.note("no gradients were seen")
    writer.note("no gradients were seen")
    writer.update(replace(RUN, steps=3, notices=("no gradients were seen", "no loader was seen")))
    writer.close(replace(RUN, steps=4, exit_code=2))

    run = read_stored(tmp_path)[0]

    assert (run.steps, run.exit_code, run.state) == (4, 2, "ended")
    assert run.notices == ("no gradients were seen", "no loader was seen")


def test_a_reading_that_is_no_number_costs_only_itself(tmp_path: Path) -> None:
    complaints: list[str] = []
    items: list[object] = [(0, 1, 1.0), (0, 2, "two"), (0, None, 3.0), (0, 2**70, 4.0), (0, 5, 5.0)]
    writer = RunWriter(tmp_path, RUN, deque(items), LOSS, complain=complaints.append)  # type: ignore[arg-type]  # on purpose
    writer.start()
    writer.close(RUN)

    assert list(read_stored(tmp_path)[1]["loss"][0].values) == [1.0, 5.0]
    assert complaints == ["3 readings were not numbers and are left out"]


def test_a_tick_that_fails_is_switched_off_and_told_once(tmp_path: Path) -> None:
    complaints: list[str] = []

    def tick() -> None:
        raise RuntimeError("no sensors")

    writer = RunWriter(tmp_path, RUN, deque([(0, 1, 1.0)]), LOSS, tick=tick, complain=complaints.append)
    writer.start()
    writer.close(RUN)

    assert complaints == ["reading the machine failed and is switched off: RuntimeError: no sensors"]
    assert list(read_stored(tmp_path)[1]["loss"][0].values) == [1.0]


def test_a_listener_that_fails_stops_nothing(tmp_path: Path) -> None:
    def complain(text: str) -> None:
        raise RuntimeError(text)

    writer = RunWriter(tmp_path / "missing" / "file", RUN, deque([(0, 1, 1.0)]), LOSS, complain=complain)
    writer.start()
    writer.close(RUN)


def test_closing_twice_or_without_a_start_is_harmless(tmp_path: Path) -> None:
    writer = RunWriter(tmp_path, RUN, deque(), LOSS)
    writer.close(RUN)
    writer.start()
    writer.close(RUN)
    writer.close(RUN)

    assert read_stored(tmp_path)[0].state == "ended"


def test_two_runs_write_side_by_side(tmp_path: Path) -> None:
    writers = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        writers.append(RunWriter(tmp_path / name, replace(RUN, id=name), deque([(0, 1, 1.0)]), LOSS))
        writers[-1].start()
    for writer in writers:
        writer.close(RUN)

    assert [len(read_stored(tmp_path / name)[1]["loss"][0].steps) for name in ("a", "b")] == [1, 1]


@pytest.mark.slow
def test_a_folder_that_is_removed_under_the_run_is_made_again_with_all_readings(tmp_path: Path) -> None:
    flushes = Flushes()
    complaints: list[str] = []
    ring: deque[RingItem] = deque([(0, 1, 1.0)])
    writer = RunWriter(tmp_path / "run", RUN, ring, LOSS, tick=flushes.tick, complain=complaints.append)
    (tmp_path / "run").mkdir()
    writer.start()
    flushes.wait()
    shutil.rmtree(tmp_path / "run")
    ring.append((0, 2, 2.0))
    flushes.wait()
    writer.close(RUN)

    assert list(read_stored(tmp_path / "run")[1]["loss"][0].values) == [1.0, 2.0]
    assert len(complaints) == 1
    assert "was removed" in complaints[0]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_child_made_by_fork_writes_nothing(tmp_path: Path) -> None:
    ring: deque[RingItem] = deque([(0, 1, 1.0)])
    writer = RunWriter(tmp_path, RUN, ring, LOSS)
    writer.start()
    child = os.fork()
    if child == 0:
        ring.append((0, 99, 99.0))
        writer.note("from the child")
        writer.close(replace(RUN, exit_code=9))
        os._exit(0)
    os.waitpid(child, 0)
    writer.close(RUN)

    run, history = read_stored(tmp_path)

    assert list(history["loss"][0].values) == [1.0]
    assert run.notices == ()


def _script(body: str, folder: Path) -> subprocess.Popen[str]:
    program = f"""
import os, resource, signal, sys, threading
from collections import deque
from pathlib import Path
from trainward.records.run import Run
from trainward.store.run_writer import RunWriter
RUN = Run("r", ("train.py",), "now")
ring, folder = deque(), Path({str(folder)!r})
flushed = threading.Semaphore(0)
{body}
"""
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_a_disk_that_is_full_for_a_while_loses_nothing(tmp_path: Path) -> None:
    process = _script(
        """
full = threading.Event()
said = []
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, resource.RLIM_INFINITY))
writer = RunWriter(folder, RUN, ring, [("loss", "")], complain=lambda text: (said.append(text), full.set()))
writer.start()
step = 0
while not full.wait(0.01):
    for _ in range(1000):
        step += 1
        ring.append((0, step, 1 / step))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
writer.close(RUN)
print(step, len(said))
""",
        tmp_path,
    )
    steps, complaints = map(int, process.communicate(timeout=60)[0].split())

    loss = read_stored(tmp_path)[1]["loss"][0]

    assert list(loss.steps) == list(range(1, steps + 1))
    assert complaints == 1


@pytest.mark.slow
def test_a_process_that_is_killed_loses_at_most_a_second(tmp_path: Path) -> None:
    process = _script(
        """
import time
writer = RunWriter(folder, RUN, ring, [("loss", "")])
writer.start()
began = time.monotonic()
while True:
    ring.append((0, int((time.monotonic() - began) * 1000), 1.0))
    if time.monotonic() - began > 2.2:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.001)
""",
        tmp_path,
    )
    process.communicate(timeout=60)

    run, history = read_stored(tmp_path)

    assert run.state == "lost"
    assert history["loss"][0].steps[-1] >= 1200


def test_starting_a_writer_loads_neither_torch_nor_numpy_nor_a_third_party_module() -> None:
    program = "import sys, trainward.store.run_writer; print(*sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True
    ).stdout.split()

    assert not {"torch", "numpy", "rich", "typer", "psutil"} & set(loaded)
