from pathlib import Path

import pytest

from trainward.errors import PlanError
from trainward.sources.plan_overrides import read_overrides


def test_a_file_is_read_as_its_table(tmp_path: Path) -> None:
    path = tmp_path / "prices.toml"
    path.write_text("electricity = 0.08\n", encoding="utf-8")

    assert read_overrides(path) == {"electricity": 0.08}


def test_a_missing_file_is_told_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"prices.toml: 0 of 1 file .*No such file"):
        read_overrides(tmp_path / "prices.toml")


@pytest.mark.parametrize(("data", "told"), [(b"electricity = \n", "line 1"), (b"\xff\xfe", "byte 0 is no UTF-8")])
def test_a_file_that_is_no_toml_is_told_with_the_place(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "prices.toml"
    path.write_bytes(data)

    with pytest.raises(PlanError, match=told):
        read_overrides(path)
