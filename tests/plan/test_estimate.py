from dataclasses import replace

import paper_questions as paper
import pytest

from trainward.errors import PlanError
from trainward.plan.constants import fitted
from trainward.plan.estimate import assumptions, estimate, step_kind
from trainward.plan.parts import find_gpu
from trainward.records.estimate import Estimate
from trainward.records.layout import Stack


def names(found: Estimate) -> set[str]:
    return {part.name for part in (*found.step_parts, *found.memory_parts)}


def test_a_contradiction_is_refused_before_anything_is_computed() -> None:
    with pytest.raises(PlanError, match="with data 64 it is 64"):
        estimate(paper.question(data=8))


def test_an_estimate_answers_the_question_that_was_asked() -> None:
    asked = paper.question()

    assert estimate(asked).question == asked
    assert estimate(asked) == estimate(asked, fitted())


def test_parts_that_take_nothing_are_not_listed() -> None:
    dense = names(estimate(paper.question()))

    assert {"matrix products", "attention", "weights", "optimizer states"} <= dense
    assert not {"pipeline bubble", "tensor-parallel traffic", "expert-parallel traffic", "recomputation"} & dense


def test_every_split_has_its_part() -> None:
    asked = paper.question(paper.MIXTRAL, tensor=2, pipeline=2, context=2, data=8, expert=8, recompute="full")
    wanted = {f"{one}-parallel traffic" for one in ("tensor", "expert", "context")}

    assert wanted | {"pipeline traffic", "pipeline bubble", "recomputation"} <= names(estimate(asked))


def test_every_part_tells_in_words_what_it_is() -> None:
    asked = paper.question(paper.MIXTRAL, tensor=2, pipeline=2, context=2, data=8, expert=8, recompute="full")

    for part in (*estimate(asked).step_parts, *estimate(asked).memory_parts):
        assert part.says
        assert "{" not in part.says


def test_a_part_tells_the_numbers_of_its_question() -> None:
    asked = paper.question(pipeline=4, data=16, virtual_stages=2)
    says = {part.name: part.says for part in estimate(asked).step_parts}

    assert "4 stages, 2 virtual" in says["pipeline bubble"]
    assert "4,096 tokens" in says["attention"]


def test_full_recomputation_is_work_of_the_hardware_and_not_of_the_model() -> None:
    none, full = (estimate(paper.question(recompute=recompute)) for recompute in ("none", "full"))

    assert none.hfu == none.mfu
    assert full.hfu.middle > full.mfu.middle
    assert full.mfu.middle < none.mfu.middle


def test_mfu_is_a_share_of_the_peak_of_the_precision_that_is_used() -> None:
    found = estimate(paper.question(paper.LLAMA_70B, Stack("Megatron-Core", "fp8"), tensor=8, data=8))
    flops = found.tokens_per_second_per_gpu.middle * 6 * 70e9

    assert found.mfu.middle == pytest.approx(flops / 1979e12, rel=0.1)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [(paper.question(), "step_dense"), (paper.question(paper.MIXTRAL), "step_sparse")],
)
def test_the_range_of_a_step_is_that_of_the_runs_it_is_like(asked: paper.Question, kind: str) -> None:
    assert step_kind(paper.shape_of(asked), ()) == kind
    assert step_kind(paper.shape_of(asked), ("far from every run",)) == "step_outside"


def test_assumptions_name_the_gpu_its_network_and_the_software() -> None:
    asked = paper.question()
    told = " ".join(assumptions(asked, paper.traits_for(asked)))

    for words in ("H100-SXM-80GB", "794.5 TFLOP/s measured", "3.35 TB/s", "400 Gb/s", "Megatron-Core", "Adam"):
        assert words in told


def test_a_gpu_that_nobody_measured_is_told_to_be_so() -> None:
    asked = paper.question(gpu=replace(paper.H100, matmul_tflops=None))

    assert "no measurement of its products" in assumptions(asked, paper.traits_for(asked))[0]


def test_disputed_figures_are_told_first() -> None:
    asked = paper.question(gpu=find_gpu("Ascend 910B"))

    assert "are disputed" in estimate(asked).assumptions[0]


def test_a_run_far_from_every_published_one_says_so_and_has_a_wider_range() -> None:
    inside, outside = estimate(paper.question()), estimate(paper.question(gpu=find_gpu("TPU v5e")))

    assert inside.extrapolates == ()
    assert outside.extrapolates
    assert outside.step_seconds.high / outside.step_seconds.middle >= (
        inside.step_seconds.high / inside.step_seconds.middle
    )


def test_a_model_far_too_large_for_its_gpu_does_not_even_perhaps_fit() -> None:
    found = estimate(paper.question(paper.gpt(96, 12288, 96)))

    assert not found.fits
    assert not found.fits_perhaps


def test_a_small_model_fits() -> None:
    assert estimate(paper.question(paper.gpt(12, 768, 12))).fits


@pytest.mark.parametrize(
    "asked",
    [
        paper.question(seq_len=32_768, stack=Stack("Megatron-Core", "fp32")),
        paper.question(seq_len=131_072, stack=Stack("Megatron-Core", "tf32")),
        paper.question(seq_len=131_072, stack=Stack("Megatron-Core", "fp8")),
        paper.question(paper.gpt(96, 12288, 96), gpu=find_gpu("A100-SXM-80GB"), purpose="lora"),
    ],
    ids=["fp32", "tf32", "fp8", "lora"],
)
def test_attention_and_output_layer_are_no_faster_than_the_precision_allows(asked: paper.Question) -> None:
    assert estimate(asked).mfu.middle < 0.8


def test_an_adapter_needs_two_thirds_of_the_operations_of_all_weights() -> None:
    whole, adapter = (estimate(paper.question(purpose=purpose)) for purpose in ("pre-training", "lora"))

    def flops(found: Estimate) -> float:
        return found.mfu.middle / found.tokens_per_second_per_gpu.middle

    assert flops(adapter) / flops(whole) == pytest.approx(2 / 3, rel=0.1)
