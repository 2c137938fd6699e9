import pytest

from trainward.plan.row_sharding import read_sharding


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("somehow", "is not understood, taken for empty"),
        ("ZeRO", "names no stage, taken for empty"),
        ("no ZeRO-3", "only says what is not done, taken for empty"),
        ("not FSDP", "only says what is not done, taken for empty"),
    ],
)
def test_a_sharding_that_names_no_stage_is_told(text: str, words: str) -> None:
    assert read_sharding(text).value is None
    assert read_sharding(text).remark == f"zero_or_sharding {text!r} {words}"


@pytest.mark.parametrize(
    ("text", "stage", "words"),
    [
        ("HSDP", 3, "is taken for stage 3 over all replicas"),
        ("ZeRO++", 3, "is taken for stage 3 over all replicas"),
        ("ZeRO-3 + CPU offload", 3, "is taken for stage 3; what is moved to the host is not counted"),
        ("ZeRO-Infinity", 3, "is taken for stage 3; what is moved to the host is not counted"),
        ("ZeRO-1 / ZeRO-3", 1, "names several ways, the first is taken: stage 1"),
        ("none; ZeRO-1 later", 0, "names several ways, the first is taken: stage 0"),
    ],
)
def test_a_reading_that_is_not_certain_is_told(text: str, stage: int, words: str) -> None:
    assert read_sharding(text).value == stage
    assert read_sharding(text).remark == f"zero_or_sharding {text!r} {words}"


@pytest.mark.parametrize("text", ["", "n/a", "ZeRO-1", "FSDP", "none", "DDP", "not sharded", "distributed optimizer"])
def test_a_cell_that_is_understood_or_open_needs_no_remark(text: str) -> None:
    assert read_sharding(text).remark == ""


@pytest.mark.parametrize("degree", ["TP 2", "tp=1", "PP 3", "FSDP-2", "DP 1"])
def test_a_degree_is_not_taken_for_a_stage(degree: str) -> None:
    assert read_sharding(f"{degree}, distributed optimizer").value in (1, 3)
    assert read_sharding(degree).value in (None, 0, 3)
