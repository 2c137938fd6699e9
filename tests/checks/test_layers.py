"""Who may import whom, and that a new folder cannot slip past the rows."""

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

SCRIPTS = Path(sysconfig.get_path("scripts"))


@pytest.fixture
def copy_of_the_package(tmp_path: Path, repository: Path) -> Path:
    shutil.copy(repository / "pyproject.toml", tmp_path)
    shutil.copytree(repository / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(tree / "src")}
    command = [str(SCRIPTS / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, timeout=120)


def test_every_module_imports_only_from_the_rows_below_it(copy_of_the_package: Path) -> None:
    done = lint_imports(copy_of_the_package)

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_new_folder_fails_until_it_is_given_its_place(copy_of_the_package: Path) -> None:
    folder = copy_of_the_package / "src" / "trainward" / "unplaced"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""A part that no row names."""\n')

    done = lint_imports(copy_of_the_package)

    assert done.returncode != 0
    assert "unplaced" in done.stdout


def test_a_rule_that_reaches_for_torch_fails(copy_of_the_package: Path) -> None:
    (copy_of_the_package / "src" / "trainward" / "rules" / "greedy.py").write_text("import torch\n")

    done = lint_imports(copy_of_the_package)

    assert done.returncode != 0
    assert "trainward.rules.greedy -> torch" in done.stdout


def test_a_module_that_opens_a_connection_fails(copy_of_the_package: Path) -> None:
    (copy_of_the_package / "src" / "trainward" / "report" / "call_home.py").write_text("import urllib.request\n")

    done = lint_imports(copy_of_the_package)

    assert done.returncode != 0
    assert "trainward.report.call_home -> urllib" in done.stdout
