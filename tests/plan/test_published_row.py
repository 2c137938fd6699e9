from typing import Any

import pytest
from published_table import good

from trainward.errors import PlanError
from trainward.plan.published_row import RowFacts, row_facts


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("gpus", 64), ("seq_len", 8192), ("global_batch", 128), ("micro_batch", 1), ("tensor", 2), ("pipeline", 1),
        ("data", 32), ("context", 1), ("expert", 1), ("virtual_stages", 1), ("zero", 1), ("recompute", "none"),
        ("precision", "bf16"), ("framework", "Megatron-Core"), ("tokens", 1e12), ("supposed", ()),
        ("remarks", ()),
    ],
)  # fmt: skip
def test_a_row_is_read_as_it_says(field: str, value: object) -> None:
    assert getattr(row_facts(good()), field) == value


def test_an_unknown_gpu_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(PlanError, match=r"GPU 'H1000'.*nearest are H100"):
        row_facts(good(gpu="H1000"))


@pytest.mark.parametrize(("gpu", "precision"), [("H100", "bf16"), ("V100-SXM2-32GB", "fp16")])
def test_a_precision_that_is_not_told_is_one_that_the_gpu_has(gpu: str, precision: str) -> None:
    facts = row_facts(good(gpu=gpu, precision=""))

    assert facts.precision == precision
    assert f"precision {precision}" in facts.supposed


def test_the_network_is_the_one_that_the_notes_tell() -> None:
    assert row_facts(good(arch_notes="swiglu; 800 Gb/s per node")).gpu.network_gbps == 100
    assert row_facts(good()).gpu.network_gbps == 400


def test_a_plain_schedule_in_the_notes_is_one_virtual_stage() -> None:
    def stages(**changes: Any) -> int | None:
        facts: RowFacts = row_facts(good(vp="", **changes))
        return facts.virtual_stages

    assert stages(arch_notes="swiglu, 1F1B") == 1
    assert stages(arch_notes="swiglu, non-interleaved 1F1B") == 1
    assert stages(arch_notes="swiglu, interleaved 1F1B") is None
    assert stages() is None


def test_sequence_parallelism_is_a_word_of_its_own() -> None:
    assert row_facts(good(recompute="selective+SP")).sequence_parallel
    assert row_facts(good(recompute="selective, sequence parallelism")).sequence_parallel
    assert not row_facts(good(recompute="unspecified")).sequence_parallel
    assert not row_facts(good(recompute="selective, no SP")).sequence_parallel


@pytest.mark.parametrize(
    "column", ["layers", "hidden", "n_gpus", "tp", "seq_len", "tokens_trained_b", "params_total_b"]
)
def test_a_wrong_cell_is_told_by_its_column(column: str) -> None:
    with pytest.raises(PlanError, match=f"^column {column}: '-3' is no positive number"):
        row_facts(good(**{column: "-3"}))


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("recompute", "recompute 'foo' is not understood, taken for empty"),
        ("precision", "precision 'foo' is not understood, taken for empty"),
        ("zero_or_sharding", "zero_or_sharding 'foo' is not understood, taken for empty"),
    ],
)
def test_words_that_are_not_understood_are_told(column: str, words: str) -> None:
    assert row_facts(good(**{column: "foo"})).remarks == (words,)


@pytest.mark.parametrize("cell", ["", "n/a", "unknown", "not stated", "see recipe"])
@pytest.mark.parametrize("column", ["recompute", "precision", "zero_or_sharding"])
def test_a_cell_that_leaves_it_open_is_no_misunderstanding(column: str, cell: str) -> None:
    facts = row_facts(good(**{column: cell}))

    assert facts.remarks == ()


def test_a_gpu_whose_name_means_several_is_told_with_the_others() -> None:
    assert row_facts(good(gpu="A100")).remarks == (
        "gpu 'A100' is taken for A100-SXM-80GB, not A100-PCIe-80GB or A100-SXM-40GB",
    )
    assert row_facts(good(gpu="A100-40GB")).remarks == ()


@pytest.mark.parametrize(
    ("gpu", "precision", "instead"),
    [
        ("A100-SXM-80GB", "fp8", "bf16"),
        ("V100-SXM2-32GB", "fp8", "fp16"),
        ("H100-SXM-80GB", "mxfp8", "fp8"),
        ("H100-SXM-80GB", "nvfp4", "fp8"),
        ("A100-SXM-80GB", "nvfp4", "bf16"),
    ],
)
def test_a_precision_that_the_gpu_has_not_is_refused_with_one_that_it_has(
    gpu: str, precision: str, instead: str
) -> None:
    with pytest.raises(PlanError) as raised:
        row_facts(good(gpu=gpu, precision=precision))

    assert str(raised.value) == (
        f"column precision: {gpu} computes no matrix products in {precision}; "
        f"write {instead}, or name a GPU that has {precision}"
    )
    assert row_facts(good(gpu=gpu, precision=instead)).precision == instead


def test_bf16_on_a_gpu_before_it_is_taken_for_fp16() -> None:
    facts = row_facts(good(gpu="V100-SXM2-32GB", precision="bf16"))

    assert facts.precision == "fp16"
    assert facts.remarks == ("V100-SXM2-32GB computes no matrix products in bf16, taken for fp16",)
