"""A small TOML file is its table, or is refused in words of the file."""

from pathlib import Path

import pytest

from trainward.errors import PlanError
from trainward.sources.toml_file import read_toml


def read(tmp_path: Path, data: bytes) -> object:
    path = tmp_path / "some.toml"
    path.write_bytes(data)
    return read_toml(path, "file of things")


@pytest.mark.parametrize("data", [b"a = 1\n", b"\xef\xbb\xbfa = 1\n"])
def test_a_file_is_its_table_with_and_without_the_mark_of_utf_8(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path, data) == {"a": 1}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"a = \n", "line 1.*correct the file of things"),
        (b"\xff\xfe", "byte 0 is no UTF-8; save the file of things"),
        (b"a = " + b"9" * 10_000, "a number has more than 4,300 digits"),
        (b"a = " + b"[" * 100_000, "nested too deep"),
    ],
    ids=["no TOML", "no text", "a long number", "nested"],
)
def test_a_file_that_is_no_table_is_told_without_a_word_of_python(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(PlanError, match=told) as refused:
        read(tmp_path, data)

    assert "sys." not in str(refused.value)


def test_a_missing_file_is_told_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"none\.toml: 0 of 1 file of things read"):
        read_toml(tmp_path / "none.toml", "file of things")
