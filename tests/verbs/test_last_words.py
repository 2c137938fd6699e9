"""A script that dies under `trainward run` is told of by what it wrote last."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

DIES = """
import torch
model = torch.nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), 0.1)
for step in range(30):
    labels = torch.randint(0, 2, (8,))
    if step == 25:
        labels[0] = 2
    loss = torch.nn.functional.cross_entropy(model(torch.randn(8, 4)), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("step", step, "loss", loss.item())
"""
WAITS = """
import time
print("The server socket has failed to bind to [::]:29500 (errno: 98 - Address already in use)", flush=True)
time.sleep(60)
"""


def watched(folder: Path, script: str, *options: str) -> list[str]:
    (folder / "script.py").write_text(script)
    return [sys.executable, "-m", "trainward", "run", "--quiet", "--runs", str(folder / "runs"), *options, "script.py"]


@pytest.mark.slow
def test_a_script_that_raises_is_named_by_its_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        watched(tmp_path, DIES, "--json", "report.json", "--html", "report.html"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=170,
    )
    report = json.loads((tmp_path / "report.json").read_text())

    assert done.returncode == 1
    assert report["verdict"] == "diagnosed"
    assert report["diagnoses"][0]["cause"] == "label_out_of_range"
    assert "Target 2 is out of bounds" in report["diagnoses"][0]["quotes"][0]["text"]
    page = (tmp_path / "report.html").read_text()
    assert "trainward explain-cause label_out_of_range" in page
    assert "explain-rule label-out-of-range" not in page


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_the_last_words_of_a_killed_script_are_kept(tmp_path: Path) -> None:
    process = subprocess.Popen(watched(tmp_path, WAITS), cwd=tmp_path, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 100
    while not list((tmp_path / "runs").glob("*/output.log")) and time.monotonic() < deadline:
        time.sleep(0.2)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    [kept] = (tmp_path / "runs").glob("*/output.log")

    assert "failed to bind" in kept.read_text()
