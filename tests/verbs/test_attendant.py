import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from trainward.verbs.attendant import start_attendant
from trainward.verbs.run_options import ReportFiles

pytestmark = pytest.mark.slow

WATCHED = """
import os, signal, sys, math, threading
from collections import deque
from dataclasses import replace
from pathlib import Path
from trainward.records.run import Run
from trainward.store.run_writer import RunWriter
from trainward.verbs.attendant import start_attendant
from trainward.verbs.run_options import ReportFiles
flushed = threading.Event()
folder, ending = Path(sys.argv[1]), sys.argv[2]
run = Run("r", ("train.py",), "now", steps=1)
writer = RunWriter(folder, run, deque([(0, 1, math.nan)]), [("loss", "")], tick=lambda: flushed.set())
writer.start()
attendant = start_attendant(folder, ReportFiles(json=str(folder / "report.json"), markdown="-"))
try:
    os.waitpid(-1, os.WNOHANG)
    print("a child")
except ChildProcessError:
    print("no child")
sys.stdout.flush()
if ending == "killed":
    flushed.wait()
    os.kill(os.getpid(), signal.SIGKILL)
writer.close(replace(run, exit_code=0))
print("gravest", attendant.finish(), flush=True)
"""


def _watched(folder: Path, ending: str) -> subprocess.CompletedProcess[str]:
    # both pipes end when the attendant, which outlives the process, has ended too
    command = [sys.executable, "-c", WATCHED, str(folder), ending]
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)


def test_the_reports_are_written_when_the_run_has_ended(tmp_path: Path) -> None:
    done = _watched(tmp_path, "ended")

    assert done.stdout.startswith("no child\n")
    assert done.stdout.endswith("gravest fatal\n")
    assert "# Sick" in done.stdout
    assert json.loads((tmp_path / "report.json").read_text())["findings"][0]["rule"] == "loss-non-finite"


def test_every_line_of_the_attendant_is_marked_as_its_own(tmp_path: Path) -> None:
    lines = _watched(tmp_path, "ended").stderr.splitlines()

    assert lines[0] == f"trainward: watching; the run is stored in {tmp_path}"
    assert all(line.startswith("trainward: ") for line in lines)
    assert len(lines) <= 26


def test_a_process_that_is_killed_still_gets_its_reports(tmp_path: Path) -> None:
    done = _watched(tmp_path, "killed")

    report = json.loads((tmp_path / "report.json").read_text())
    assert done.returncode == -9
    assert report["run"]["exit_code"] is None
    assert "its process died without a word" in done.stderr


def test_a_run_without_a_database_is_told_and_answered(tmp_path: Path) -> None:
    attendant = start_attendant(tmp_path, ReportFiles(), quiet=True)

    assert attendant.finish() == ""


def test_a_child_made_by_fork_does_not_hold_the_lifeline(tmp_path: Path) -> None:
    attendant = start_attendant(tmp_path, ReportFiles(), quiet=True)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(write)
        os.read(read, 1)
        os._exit(0)

    gravest = attendant.finish()

    os.close(write)
    os.waitpid(child, 0)
    os.close(read)
    assert gravest == ""
