"""A process of the benchmark ends with a measurement."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.pairing import ARMS


@pytest.mark.slow
def test_a_process_prints_what_each_arm_took_and_what_the_run_says_itself(repository: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.step_cost", "mlp", "0", "--rounds", "1"]

    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=170, check=True)

    seen = json.loads(done.stdout.splitlines()[-1])
    assert all(seen[arm.replace(" ", "_")]["wall"] > 0 for arm in ARMS)
    assert seen["steps"] > 0
    assert seen["own_share"] > 0
    assert seen["stored_bytes"] > seen["stored_readings"] > 0
