"""What the guide shows works as it is shown."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from code_blocks import PAGES, blocks, commands, named_files, pages_with

HERE = Path(__file__).parent
ALLOWED = {"trainward", "make", "git", "cd", "python", "pip"}
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


def name(page: Path) -> str:
    return page.name


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TRAINWARD_RUNS": str(folder / "runs")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=170)


@pytest.mark.slow
@pytest.mark.parametrize("page", pages_with("python"), ids=name)
def test_the_python_of_a_page_runs(page: Path, tmp_path: Path) -> None:
    prelude = (HERE / "prelude.py").read_text(encoding="utf-8")
    shown = "\n".join(block.body for block in blocks(page, "python"))
    (tmp_path / "shown.py").write_text(prelude + shown, encoding="utf-8")

    done = run([sys.executable, "shown.py"], tmp_path)

    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if any("trainward" in c for c in commands(page))], ids=name)
def test_the_commands_of_a_page_work(page: Path, tmp_path: Path) -> None:
    shutil.copy(HERE / "train.py", tmp_path)
    shutil.copy(HERE / "train_log.txt", tmp_path / "train.log")
    shutil.copy(HERE / "runs.csv", tmp_path)
    for file, text in named_files(page).items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    run([sys.executable, "-m", "trainward", "run", "train.py"], tmp_path)  # so that there is a run to report
    shown = [line for line in commands(page) if re.match(r"(TRAINWARD=off )?trainward ", line)]

    failed = {}
    for line in shown:
        words = shlex.split(line.removeprefix("TRAINWARD=off "))[1:]
        done = run([sys.executable, "-m", "trainward", *words], tmp_path)
        if done.returncode != 0:
            failed[line] = done.stderr[-2000:]

    assert failed == {}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_shows_only_commands_that_are_known(page: Path) -> None:
    unknown = [line for line in commands(page) if shlex.split(line.removeprefix("TRAINWARD=off "))[0] not in ALLOWED]

    assert unknown == []


def test_every_make_target_that_is_shown_exists(repository: Path) -> None:
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    shown = {word for page in PAGES for line in commands(page) for word in line.split()[1:] if line.startswith("make ")}

    assert {word for word in shown if "=" not in word} <= targets


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []
