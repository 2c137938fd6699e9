"""Cells as people write them in papers, tables and configurations, each with what it means; empty where it is open."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from trainward.errors import PlanError
from trainward.plan.parts import find_gpu
from trainward.plan.row_model import model_meant
from trainward.plan.row_precision import read_precision
from trainward.plan.row_recompute import read_recompute
from trainward.plan.row_sharding import read_sharding

SPELLINGS = list(csv.DictReader(Path(__file__).with_name("row_spellings.csv").read_text(encoding="utf-8").splitlines()))


def gpu(text: str) -> str:
    try:
        return find_gpu(text).name
    except PlanError:
        return ""


def model(text: str) -> str:
    found = model_meant(text, 4096)
    return found.shape.name if found else ""


def sharding(text: str) -> str:
    value = read_sharding(text).value
    return "" if value is None else str(value)


READERS: dict[str, Callable[[str], str]] = {
    "precision": lambda text: read_precision(text).value or "",
    "recompute": lambda text: read_recompute(text).value or "",
    "zero_or_sharding": sharding,
    "gpu": gpu,
    "model": model,
}


@pytest.mark.parametrize("column", READERS)
def test_every_column_of_words_has_dozens_of_spellings(column: str) -> None:
    assert sum(row["column"] == column for row in SPELLINGS) > 50


@pytest.mark.parametrize("row", SPELLINGS, ids=lambda row: f"{row['column']}: {row['cell']}")
def test_a_cell_means_what_people_mean_by_it(row: dict[str, str]) -> None:
    assert READERS[row["column"]](row["cell"]) == row["meant"]


@pytest.mark.parametrize("row", SPELLINGS, ids=lambda row: f"{row['column']}: {row['cell']}")
@pytest.mark.parametrize("change", [str.upper, str.lower, lambda text: f"  {text} "], ids=["upper", "lower", "blanks"])
def test_case_and_blanks_around_a_cell_change_nothing(row: dict[str, str], change: Callable[[str], str]) -> None:
    assert READERS[row["column"]](change(row["cell"])) == row["meant"]
