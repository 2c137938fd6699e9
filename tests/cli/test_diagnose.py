"""`trainward diagnose` as it is typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BIND = "[E socket.cpp:500] The server socket has failed to bind to [::]:29500 (errno: 98 - Address already in use).\n"


def diagnose(*words: object, given: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "trainward", "diagnose", *map(str, words)]
    return subprocess.run(command, input=given, capture_output=True, text=True, timeout=100)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "train.log"
    path.write_text(BIND)
    return path


def test_a_log_is_answered_on_standard_output(log: Path) -> None:
    done = diagnose(log)

    assert done.returncode == 0
    assert done.stdout.startswith("Diagnosed:")
    assert "port_in_use" in done.stdout


def test_standard_input_and_json_fit_into_a_pipe() -> None:
    done = diagnose("-", "--json", "-", given=BIND)
    report = json.loads(done.stdout)

    assert report["schema"] == "trainward.report/1"
    assert report["diagnoses"][0]["cause"] == "port_in_use"


def test_every_form_is_written(log: Path, tmp_path: Path) -> None:
    files = {form: tmp_path / f"report.{form}" for form in ("html", "md", "json")}
    done = diagnose(log, *(word for form, path in files.items() for word in (f"--{form}", path)))

    assert done.returncode == 0
    assert all("port_in_use" in path.read_text() for path in files.values())


@pytest.mark.parametrize("content", [b"", bytes(range(32)) * 200], ids=["empty", "binary"])
def test_what_is_no_log_is_one_sentence_and_exit_code_1(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    path.write_bytes(content)
    done = diagnose(path)

    assert done.returncode == 1
    assert done.stderr.startswith("trainward: ")
    assert "Traceback" not in done.stderr


def test_a_log_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = diagnose(tmp_path / "nothing.log")

    assert done.returncode in (1, 2)
    assert "nothing.log" in done.stderr
