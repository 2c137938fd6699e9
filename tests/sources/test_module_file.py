import sys
from pathlib import Path

import pytest

from trainward.errors import PlanError
from trainward.sources.module_file import count_module_file

FILE = """
from __future__ import annotations

import sys
from dataclasses import dataclass

import torch
from torch import nn

from sizes import WIDTH


@dataclass
class Sizes:
    width: int = WIDTH


def network():
    return nn.Sequential(nn.Linear(12, Sizes().width), nn.BatchNorm1d(WIDTH), nn.Linear(WIDTH, 2))


def language():
    return nn.Sequential(nn.Embedding(100, 16), nn.Linear(16, 100))


def huge():
    return nn.Linear(1_000_000, 1_000_000)


def broken():
    raise KeyError("no such width")


def leaving():
    sys.exit(3)


def number():
    return 7


constant = 7
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "sizes.py").write_text("WIDTH = 30\n")
    path = tmp_path / "json.py"  # the name of a library, which it must not hide
    path.write_text(FILE)
    return str(path)


def test_a_module_is_built_and_counted(file: str) -> None:
    counted = count_module_file(file, "network", (12,))

    assert counted.forward_flops == 2 * (12 * 30 + 30 * 2)
    assert counted.params == 13 * 30 + 60 + 31 * 2


def test_a_module_that_takes_token_ids_gets_them(file: str) -> None:
    counted = count_module_file(file, "language", (7,))

    assert counted.forward_flops == 2 * 7 * 16 * 100


def test_a_module_that_would_not_fit_takes_no_memory(file: str) -> None:
    assert count_module_file(file, "huge", (1_000_000,)).params == 1e12 + 1e6


def test_the_search_path_is_left_as_it_was(file: str) -> None:
    before = list(sys.path)

    count_module_file(file, "network", (12,))

    assert sys.path == before
    assert "json" not in sys.modules or sys.modules["json"].__file__ != file


@pytest.mark.parametrize(
    ("function", "shape", "words"),
    [
        ("network", (13,), "failed after 0 of 1 samples with RuntimeError"),
        ("network", (), "give its sizes"),
        ("network", (3, 0), "give its sizes"),
        ("language", (0,), "give its sizes"),
        ("broken", (12,), "it raised KeyError: 'no such width'"),
        ("leaving", (12,), "it raised SystemExit: 3"),
        ("number", (12,), "it returned 1 int, not 1 torch.nn.Module"),
        ("constant", (12,), "0 functions of this name"),
        ("absent", (12,), "0 functions of this name"),
    ],
)
def test_what_cannot_be_counted_is_told(file: str, function: str, shape: tuple[int, ...], words: str) -> None:
    with pytest.raises(PlanError) as raised:
        count_module_file(file, function, shape)

    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("model.py", "import no_such_library", "ModuleNotFoundError"),
        ("model.py", "def build(:", "SyntaxError"),
        ("model.py", "\x00", "it raised"),
        ("model.txt", "", "is no Python file"),
        ("missing/model.py", None, "is no file"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str, text: str | None, words: str) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text)

    with pytest.raises(PlanError, match=words):
        count_module_file(str(path), "build", (3,))
