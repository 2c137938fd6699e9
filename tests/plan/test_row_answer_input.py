"""Rows as they should not be: whatever stands in a cell, a row is answered or refused, soon, and with a reason."""

import math

import paper_questions as paper
import pytest
from effort import lines_run
from hypothesis import given
from hypothesis import strategies as st
from published_table import GOOD, good

from trainward.plan.row_answer import COLUMNS, RowAnswer, answer_row

NUMBERS = [
    "layers", "hidden", "heads", "kv_heads", "ffn", "vocab", "seq_len", "global_batch", "micro_batch", "n_gpus", "tp",
    "pp", "dp", "cp", "ep", "vp", "params_total_b", "params_active_b", "tokens_trained_b",
]  # fmt: skip
WORDS = ["model", "gpu", "zero_or_sharding", "recompute", "precision", "framework", "arch_notes"]
WRONG = ["abc", "-1", "0", "inf", "-inf", "1e400", "9" * 400, "0x10", "1;2", "\x00", "８乁", "=1+1", "[8]"]
STRANGE = [
    "7",
    "999999937",
    "1000000000",
    "1000000000000",
    "1e12",
    "1e308",
    "1e-300",
    "0.5",
    "nan",
    "٣",
    "1_000",
    " 8 ",
]
MOST_LINES = 1_000_000
OPEN = dict.fromkeys(("tp", "pp", "dp", "cp", "ep", "vp", "zero_or_sharding", "recompute", "micro_batch"), "")


def assert_answered_or_refused(found: RowAnswer) -> None:
    """Assert that an answer is whole and finite, or empty with a reason."""
    figures = [getattr(found, name) for name in COLUMNS if name.startswith("pred_")]
    told = [float(one) for one in figures if one]

    assert all(0 < one < math.inf for one in told)
    assert bool(told) == (found.fits in ("yes", "perhaps", "no")) == (found.in_validated_range in ("yes", "no"))
    assert told or found.reason


@pytest.mark.parametrize("column", NUMBERS)
@pytest.mark.parametrize("cell", WRONG)
def test_a_wrong_number_is_refused_by_its_column(column: str, cell: str) -> None:
    found = answer_row(good(**{column: cell}))

    assert found.reason.startswith(f"column {column}: ")
    assert not any(getattr(found, name) for name in COLUMNS if name != "reason")


@pytest.mark.parametrize("column", NUMBERS)
@pytest.mark.parametrize("cell", STRANGE)
def test_a_strange_number_is_answered_or_refused(column: str, cell: str) -> None:
    assert_answered_or_refused(answer_row(good(**{column: cell})))


@pytest.mark.parametrize("billions", ["1e300", "1e12", "1e-300", "1e-9"])
def test_a_model_of_any_size_is_answered_or_refused(billions: str) -> None:
    row = good(layers="", hidden="", heads="", kv_heads="", ffn="", params_total_b=billions)

    assert_answered_or_refused(answer_row(row))
    assert_answered_or_refused(answer_row({**row, **OPEN, "n_gpus": "", "global_batch": ""}))


@pytest.mark.parametrize(
    "changes",
    [
        {"heads": "9999991", "tp": "2"},
        {"heads": "10000000", "tp": "3"},
        {"heads": "9999991", "tp": "4999995", "n_gpus": "4999995", "dp": "1"},
        {"heads": "9999991", **OPEN},
        {"heads": "999999999989", "tp": "2"},
        {"layers": "10000000", "pp": "10000000", "tp": "1", "n_gpus": "10000000", "dp": ""},
        {"layers": "10000000", **OPEN},
        {"n_gpus": "1000000000", **OPEN},
        {"global_batch": "1000000000", **OPEN},
        {"ep": "999999937", "model": "Mixtral-8x7B"},
        {"vp": "999999937", "pp": "8", "dp": "4"},
        {"model": "Kimi-K2", "n_gpus": "16384", **OPEN},
        {"model": "x" * 5000},
        {"arch_notes": "swiglu " * 2000},
    ],
)  # fmt: skip
def test_no_row_takes_long(changes: dict[str, str]) -> None:
    assert lines_run(lambda: answer_row(good(**changes)), MOST_LINES) < MOST_LINES


def test_a_usual_row_takes_a_small_part_of_that() -> None:
    answer_row(good())

    assert lines_run(lambda: answer_row(good())) < MOST_LINES / 50
    assert lines_run(lambda: answer_row(good(**OPEN, n_gpus="1024", layers="80"))) < MOST_LINES / 2


@pytest.mark.parametrize("notes", ["9" * 400 + " experts", "9" * 5000 + " experts", "moe 8 experts top" + "9" * 5000])
def test_notes_of_absurd_numbers_are_answered_or_refused(notes: str) -> None:
    assert_answered_or_refused(answer_row(good(arch_notes=notes, params_total_b="50")))


@pytest.mark.parametrize("column", WORDS)
@pytest.mark.parametrize("cell", ["", "\x00", "中文", "'; drop table", "a,b", "\n", "nan", "(", "[", "\\", "*", "$^"])
def test_any_word_is_answered_or_refused(column: str, cell: str) -> None:
    assert_answered_or_refused(answer_row(good(**{column: cell})))


@pytest.mark.parametrize("column", [*NUMBERS, *WORDS])
def test_any_cell_may_be_empty_or_missing(column: str) -> None:
    left = {name: cell for name, cell in GOOD.items() if name != column}

    assert_answered_or_refused(answer_row(good(**{column: ""})))
    assert answer_row(left) == answer_row(good(**{column: ""})) == answer_row({**left, column: None})


@pytest.mark.parametrize(
    "changes",
    [
        {"tp": "8", "pp": "8", "n_gpus": "8", "dp": ""},
        {"n_gpus": "1"},
        {"cp": "7"},
        {"cp": "1000000000000"},
        {"n_gpus": "10", "tp": "4", "dp": ""},
    ],
)
def test_a_layout_that_does_not_make_up_its_gpus_has_a_reason(changes: dict[str, str]) -> None:
    found = answer_row(good(**changes))

    assert_answered_or_refused(found)
    assert found.reason


CELLS = st.one_of(
    st.sampled_from(["", "1", "2", "8", "64", "4096", "1e12", "-1", "nan", "inf", "x"]),
    st.integers(0, 10**13).map(str),
    st.floats().map(str),
    st.text(max_size=12),
)


@paper.ALIKE
@given(st.dictionaries(st.sampled_from([*NUMBERS, *WORDS]), CELLS, max_size=6))
def test_any_cells_together_are_answered_or_refused_soon(changes: dict[str, str]) -> None:
    found: list[RowAnswer] = []

    lines_run(lambda: found.append(answer_row(good(**changes))), MOST_LINES)

    assert_answered_or_refused(found[0])
