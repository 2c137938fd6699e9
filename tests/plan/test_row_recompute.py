import pytest

from trainward.plan.row_recompute import read_recompute, sequence_parallel_of


@pytest.mark.parametrize("text", ["foo", "somehow", "2x", "no selective recompute", "activation offloading"])
def test_a_recomputation_that_is_not_understood_is_told(text: str) -> None:
    found = read_recompute(text)

    assert found.value is None
    assert found.remark == f"recompute {text!r} is not understood, taken for empty"


@pytest.mark.parametrize("text", ["", "n/a", "see recipe", "not stated", "SP", "FlashAttention"])
def test_a_cell_that_names_none_is_open_without_a_remark(text: str) -> None:
    assert read_recompute(text).value is None
    assert read_recompute(text).remark == ""


@pytest.mark.parametrize(
    "text", ["full", "selective", "none", "no", "selective (not full)", "no activation checkpointing"]
)
def test_a_cell_that_is_understood_needs_no_remark(text: str) -> None:
    assert read_recompute(text).value
    assert read_recompute(text).remark == ""


@pytest.mark.parametrize("text", ["no full recompute", "full recompute off", "partial", "12 of 96 layers", "minimal"])
def test_a_reading_that_is_not_certain_is_told(text: str) -> None:
    found = read_recompute(text)

    assert found.value == "selective"
    assert found.remark == f"recompute {text!r} is taken for selective"


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("none/selective", "none", "leaves a choice, taken for none"),
        ("full/selective", "full", "names several kinds, the first is taken: full"),
        ("selective, then full", "selective", "names several kinds, the first is taken: selective"),
    ],
)
def test_a_choice_is_told(text: str, value: str, words: str) -> None:
    assert read_recompute(text).value == value
    assert read_recompute(text).remark == f"recompute {text!r} {words}"


@pytest.mark.parametrize(
    ("text", "parallel"),
    [("selective+SP", True), ("full, sequence parallel", True), ("no SP", False), ("w/o sequence parallelism", False)],
)
def test_sequence_parallelism_is_read_beside_recomputation(text: str, parallel: bool) -> None:
    assert sequence_parallel_of(text) is parallel
