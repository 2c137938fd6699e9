"""Ctrl-C ends a plan with one line, and what is done of a table is kept."""

import csv
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "trainward", "plan"]
ROWS = "id,gpu,model,n_gpus\n" + "".join(f"{number},H100,llama-3-70b,64\n" for number in range(5000))
POOLS = '[[pool]]\ngpu = "H100"\ngpus = 8\n' * 500

pytestmark = pytest.mark.slow


def stopped(words: list[str], sign: bytes) -> tuple[int, str]:
    """Return exit code and messages of a plan that is stopped when its terminal shows a sign."""
    watcher, terminal = pty.openpty()
    running = subprocess.Popen([*COMMAND, *words], stdout=subprocess.DEVNULL, stderr=terminal)
    os.close(terminal)
    shown = b""
    while sign not in shown:
        shown += os.read(watcher, 4096)
    running.send_signal(signal.SIGINT)
    code = running.wait(timeout=100)
    shown = os.read(watcher, 65_536)
    os.close(watcher)
    return code, shown.decode().rpartition("\x1b[K")[2].strip()


def test_the_rows_that_are_done_are_kept(tmp_path: Path) -> None:
    table, scored = tmp_path / "runs.csv", tmp_path / "scored.csv"
    table.write_text(ROWS, encoding="utf-8")

    code, told = stopped(["score", "--csv-in", str(table), "--csv-out", str(scored)], b"scored ")
    rows = list(csv.DictReader(scored.open(encoding="utf-8")))

    assert code == 130
    assert 0 < len(rows) < 5000
    assert told == f"stopped: {len(rows):,} of 5,000 rows are in {scored}"
    assert all(row["fits"] for row in rows)


def test_rows_on_standard_output_come_as_they_are_answered(tmp_path: Path) -> None:
    table = tmp_path / "runs.csv"
    table.write_text(ROWS, encoding="utf-8")
    running = subprocess.Popen(
        [*COMMAND, "score", "--csv-in", str(table)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None

    first = [running.stdout.readline() for _ in range(2)]
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=100)

    assert first[1].startswith("0,H100,llama-3-70b,64,")
    assert (running.returncode, told) == (130, "stopped\n")


def test_a_fleet_shows_how_many_pools_are_planned_and_can_be_stopped(tmp_path: Path) -> None:
    fleet = tmp_path / "fleet.toml"
    fleet.write_text(POOLS, encoding="utf-8")

    code, told = stopped(["--fleet", str(fleet)], b" of 500 pools")

    assert (code, told) == (130, "stopped")
