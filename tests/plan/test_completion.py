from typing import Any

import paper_questions as paper
import pytest
from published_table import completions, good, published

from trainward.errors import PlanError
from trainward.plan.capacity import capacity_gib, middle_device_gib
from trainward.plan.completion import Completed, complete
from trainward.plan.constants import fitted
from trainward.plan.published_row import row_facts
from trainward.plan.question_check import question_troubles
from trainward.plan.traits import traits_of
from trainward.records.layout import Layout

OPEN = {"tp": "", "pp": "", "dp": "", "cp": "", "ep": "", "vp": "", "zero_or_sharding": ""}


def completed(**changes: Any) -> Completed:
    return complete(row_facts(good(**changes)), fitted())


def device(found: Completed) -> float:
    return middle_device_gib(found.held, paper.shape_of(found.held), found.traits)


def test_a_row_that_says_all_is_taken_as_it_is() -> None:
    found = completed()

    assert found.question.layout == Layout(64, tensor=2, data=32)
    assert found.held == found.question
    assert found.supposed == ()
    assert found.stepwise


@pytest.mark.parametrize("billions", ["0.1", "7", "70", "405"])
def test_a_layout_that_is_left_open_contradicts_nothing(billions: str) -> None:
    found = completed(
        **OPEN, layers="", hidden="", heads="", kv_heads="", ffn="", params_total_b=billions, n_gpus="512"
    )

    troubles = list(question_troubles(found.question))

    assert [one for one in troubles if "global batch" not in one] == []


def test_a_layout_that_is_left_open_is_one_that_fits_if_there_is_one() -> None:
    found = completed(**OPEN, layers="80", hidden="8192", heads="64", ffn="28672", n_gpus="128", micro_batch="")

    assert device(found) <= capacity_gib(found.question.gpu)
    assert found.question.layout.tensor * found.question.layout.pipeline > 1 or found.question.layout.zero == 3


def test_a_layout_that_cannot_fit_is_answered_all_the_same() -> None:
    found = completed(**OPEN, layers="126", hidden="16384", heads="128", ffn="53248", n_gpus="8")

    assert device(found) > capacity_gib(found.question.gpu)


def test_recomputation_that_is_left_open_is_as_much_as_fits() -> None:
    roomy = completed(recompute="", n_gpus="8", dp="4", seq_len="1024")
    tight = completed(recompute="", n_gpus="8", dp="4", seq_len="65536")

    assert roomy.held.layout.recompute == "none"
    assert tight.held.layout.recompute == "full"
    assert device(tight) <= capacity_gib(tight.question.gpu)


def test_recomputation_that_is_told_is_kept_even_if_it_does_not_fit() -> None:
    found = completed(recompute="none", n_gpus="8", dp="4", seq_len="65536")

    assert found.held == found.question
    assert device(found) > capacity_gib(found.question.gpu)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"n_gpus": "", "dp": ""}, "GPUs"),
        ({"seq_len": ""}, "tokens a sequence"),
        ({"global_batch": ""}, "sequences a step"),
        ({"tp": "", "dp": ""}, "tensor"),
        ({"micro_batch": ""}, "micro-batch"),
        ({"recompute": ""}, "recomputation"),
        ({"precision": ""}, "precision"),
        ({"vocab": ""}, "vocabulary"),
        ({"ffn": ""}, "feed-forward"),
        ({"dp": "16"}, "data 32 in place of 16"),
        ({"pp": ""}, "pipeline"),
        ({"zero_or_sharding": ""}, "ZeRO"),
        ({"framework": ""}, "software"),
    ],
)
def test_what_had_to_be_supposed_is_told(changes: dict[str, str], told: str) -> None:
    assert told in "; ".join(completed(**changes).supposed)


@pytest.mark.parametrize("column", ["n_gpus", "seq_len", "global_batch"])
def test_a_step_of_unknown_size_is_not_the_rows_own(column: str) -> None:
    assert not completed(**{column: "", "dp": ""}).stepwise


def test_heads_that_do_not_divide_are_refused_with_the_nearest_that_do() -> None:
    with pytest.raises(PlanError, match="column tp: 32 heads do not divide by 3; 2 works"):
        completed(tp="3")


def test_more_stages_than_layers_are_refused() -> None:
    with pytest.raises(PlanError, match="column pp: 64 stages for 32 layers"):
        completed(tp="1", pp="64", dp="1")


@pytest.mark.parametrize(
    "changes",
    [
        {"tp": "8", "pp": "16", "dp": ""},
        {"cp": "256"},
        {"n_gpus": "1"},
        {"n_gpus": "10", "tp": "4", "dp": ""},
        {"n_gpus": "100", "tp": "8", "pp": "3", "dp": "4"},
    ],
)
def test_a_layout_that_does_not_make_up_its_gpus_is_refused_with_a_number_that_does(changes: dict[str, str]) -> None:
    with pytest.raises(PlanError, match=r"\d+ GPUs"):
        completed(**changes)


def test_a_micro_batch_larger_than_a_replicas_share_of_the_batch_is_refused_or_told() -> None:
    try:
        found = completed(micro_batch="64")
    except PlanError:
        return

    assert "micro-batch" in "; ".join(found.supposed)


def test_experts_spread_over_ranks_of_a_dense_model_are_refused_or_told() -> None:
    try:
        found = completed(model="Llama-3-8B", ep="8")
    except PlanError:
        return

    assert "expert" in "; ".join(found.supposed)


def test_unnamed_software_of_a_modern_model_is_modern_even_on_an_old_gpu() -> None:
    new = completed(framework="", gpu="A100-SXM-80GB")
    old = completed(framework="", gpu="A100-SXM-80GB", ffn="16384", kv_heads="32", arch_notes="gelu")

    assert new.traits.fused_attention
    assert not old.traits.fused_attention


def test_a_pipeline_is_handed_micro_batches_that_fill_it() -> None:
    found = completed(pp="8", dp="4", micro_batch="16", global_batch="64", framework="torchtitan")

    assert found.question.layout.micro_batch == 2


def test_every_published_row_that_gives_its_layout_keeps_it() -> None:
    told = [row for row in published() if row["tp"] and row["pp"] and row["n_gpus"] and row["layers"]]

    assert told
    for row in told:
        layout = completions()[row["id"]].question.layout
        assert (layout.tensor, layout.pipeline, layout.gpus) == (int(row["tp"]), int(row["pp"]), int(row["n_gpus"]))


def test_the_software_of_a_row_is_the_one_that_it_names() -> None:
    found = completed(framework="torchtitan")

    assert found.traits == traits_of(found.question.stack, found.question.gpu)
    assert found.traits.name == "torchtitan"


def test_selective_recomputation_is_taken_for_that_of_its_paper_with_sequence_parallelism() -> None:
    old = {"framework": "Megatron-LM 2022", "gpu": "A100-SXM-80GB"}

    assert completed(**old, recompute="selective").question.layout.sequence_parallel
    assert completed(**old, arch_notes="swiglu, sequence parallelism").question.layout.sequence_parallel
    assert not completed(**old, recompute="full").question.layout.sequence_parallel


def test_virtual_stages_that_no_cell_tells_are_named_as_supposed() -> None:
    found = completed(pp="4", dp="8", vp="", framework="Megatron-Core")

    assert f"{found.question.layout.virtual_stages} virtual stages" in found.supposed


def test_memory_of_more_recomputation_than_the_time_is_told() -> None:
    found = completed(seq_len="32768", micro_batch="1", recompute="")

    assert found.held.layout.recompute != found.question.layout.recompute
    assert any("the memory is that of" in one for one in found.supposed)
