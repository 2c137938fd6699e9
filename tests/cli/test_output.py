"""Texts reach the place they are meant for whole, or what was there stays."""

import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from trainward.cli.output import say, write_text
from trainward.errors import StoreError

COMMAND = [sys.executable, "-m", "trainward", "plan"]
SMALL = ["--model", "llama-3-8b", "--gpu", "H100", "--gpus", "8"]
WITHOUT_CACHE = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}  # a cut-off .pyc would break what runs later
NAMED = 'name = "é中"\nlike = "llama-3-8b"\n'


def run(*words: object, **how: object) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *map(str, words)]
    return subprocess.run(command, stderr=subprocess.PIPE, text=True, timeout=100, **how)  # type: ignore[call-overload, no-any-return]


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def test_a_file_is_put_in_place_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text("before")
    file.chmod(0o640)

    write_text("after, é", str(file))

    assert file.read_text(encoding="utf-8") == "after, é"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["report.json"]


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    write_text("text", str(tmp_path / "new" / "report.md"))

    assert (tmp_path / "new" / "report.md").read_text() == "text"


def test_a_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "report.md", tmp_path / "latest.md"
    file.write_text("before")
    link.symlink_to(file)

    write_text("after", str(link))

    assert link.is_symlink()
    assert file.read_text() == "after"


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    write_text("text", os.devnull)

    assert Path(os.devnull).is_char_device()


def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path) -> None:
    page, table = tmp_path / "plan.html", tmp_path / "plan.json"
    page.write_text("before")

    done = run(
        *(*SMALL, "--html", page, "--json", table),
        stdout=subprocess.DEVNULL, preexec_fn=small_files, env=WITHOUT_CACHE,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.count("cannot be written") == 2
    assert page.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["plan.html"]


@pytest.mark.parametrize("words", [SMALL, ["models"], ["gpus", "H100"], ["--help"], [*SMALL, "--json", "-"]])
def test_an_output_that_is_full_is_told_in_one_line(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(*words, stdout=full)

    assert done.returncode == 1
    assert done.stderr.startswith("trainward: standard output: ")
    assert done.stderr.count("\n") == 1


def test_who_stops_reading_hears_no_more() -> None:
    reader, writer = os.pipe()
    os.close(reader)

    done = run(*SMALL, stdout=writer)
    os.close(writer)

    assert (done.returncode, done.stderr) == (141, "")


def test_what_an_encoding_lacks_becomes_a_question_mark_for_people_and_stays_in_json(tmp_path: Path) -> None:
    model = tmp_path / "model.toml"
    model.write_text(NAMED, encoding="utf-8")
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    words = ["--model", str(model), "--gpu", "H100", "--gpus", "8"]

    told = subprocess.run([*COMMAND, *words], env=ascii_only, capture_output=True, timeout=100, check=True).stdout
    json = subprocess.run(
        [*COMMAND, *words, "--json", "-"], env=ascii_only, capture_output=True, timeout=100, check=True
    ).stdout

    assert told.startswith(b"Train ?? for")
    assert "Train é中 for" in json.decode("utf-8")


def test_a_file_whose_place_is_taken_by_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        write_text("text", str(tmp_path))


def test_what_is_said_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    say("a line\n")

    assert capsys.readouterr().out == "a line\n"
