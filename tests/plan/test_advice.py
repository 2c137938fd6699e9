"""Each optimisation method is compared with the run without it, and told with its gain."""

from dataclasses import replace
from math import isfinite
from pkgutil import iter_modules
from typing import Any

import paper_questions as paper
import pytest
from hypothesis import given

import trainward.plan.methods
from trainward.plan.advice import advice, all_methods
from trainward.plan.estimate import estimate
from trainward.plan.host_links import host_link
from trainward.plan.method import Variant, effect
from trainward.plan.parts import find_gpu
from trainward.records.estimate import Question
from trainward.records.layout import Stack
from trainward.records.plan import Advice


def advised(asked: Question, name: str) -> Advice | None:
    return next((one for one in advice(estimate(asked)) if one.name == name), None)


def surely(asked: Question, name: str) -> Advice:
    found = advised(asked, name)
    assert found is not None, name
    return found


def wide(**changes: Any) -> Question:
    return paper.question(paper.LLAMA_70B, **{"tensor": 4, "pipeline": 4, "data": 4, "virtual_stages": 5, **changes})


def test_every_module_of_methods_is_one_and_their_names_differ() -> None:
    modules = [info.name for info in iter_modules(trainward.plan.methods.__path__)]

    assert len({method.name for method in all_methods()}) == len(modules) >= 15


@paper.ALIKE
@given(paper.questions())
def test_what_is_told_changes_something_and_the_most_comes_first(asked: Question) -> None:
    told = advice(estimate(asked))

    for one in told:
        assert abs(one.speedup - 1) > 0.01 or abs(one.memory_gib) > 1
        assert 0 < one.speedup < 100
        assert isfinite(one.memory_gib)
        assert "\n" not in one.says
    gains = [max(one.speedup, 1 / one.speedup) for one in told]
    assert gains == sorted(gains, reverse=True)


@paper.ALIKE
@given(paper.questions())
def test_one_of_both_runs_that_are_compared_is_the_present_one(asked: Question) -> None:
    now = Variant(asked, paper.traits_for(asked))

    for method in all_methods():
        pair = method.compare(now)
        if pair is not None:
            present, other = (pair.on, pair.off) if pair.used else (pair.off, pair.on)
            assert replace(present, extra_seconds=0.0) == now
            assert other != present


@pytest.mark.parametrize(
    ("name", "on", "off"),
    [
        ("full recomputation", {"recompute": "full"}, {"recompute": "none"}),
        ("full sharding (ZeRO-3, FSDP)", {"zero": 3}, {"zero": 1}),
        ("optimizer sharding (ZeRO-1)", {"zero": 1}, {"zero": 0}),
    ],
)
def test_a_method_is_worth_the_same_whether_it_is_used_or_not(
    name: str, on: dict[str, Any], off: dict[str, Any]
) -> None:
    used, unused = surely(paper.question(**on), name), surely(paper.question(**off), name)

    assert (used.used, unused.used) == (True, False)
    assert used.speedup == pytest.approx(unused.speedup)
    assert used.memory_gib == pytest.approx(unused.memory_gib)


def test_full_recomputation_costs_time_and_saves_memory() -> None:
    found = surely(paper.question(), "full recomputation")

    assert found.speedup < 1
    assert found.memory_gib < 0
    assert "slower with it" in found.says


def test_fused_attention_saves_time_and_memory() -> None:
    for asked in (paper.question(), paper.question(gpu=paper.A100, stack=paper.OLD_MEGATRON)):
        found = surely(asked, "fused attention")

        assert found.used is (asked.stack == paper.MEGATRON)
        assert found.speedup > 1
        assert found.memory_gib < 0


def test_narrow_products_are_advised_only_where_the_gpu_has_them() -> None:
    assert surely(wide(), "FP8 matrix products").speedup > 1.1
    assert advised(wide(gpu=paper.A100), "FP8 matrix products") is None
    assert advised(wide(), "NVFP4 matrix products") is None
    assert advised(wide(gpu=find_gpu("B200")), "MXFP8 matrix products") is not None


def test_a_run_in_four_bits_is_not_advised_to_take_eight() -> None:
    asked = wide(gpu=find_gpu("B200"), stack=Stack("Megatron-Core", "nvfp4"))

    assert advised(asked, "FP8 matrix products") is None
    assert surely(asked, "NVFP4 matrix products").used


def test_virtual_stages_shorten_the_bubble_of_a_pipeline_alone() -> None:
    plain, interleaved = wide(virtual_stages=1), wide()

    assert surely(interleaved, "virtual pipeline stages").speedup > 1
    assert surely(plain, "virtual pipeline stages").speedup == pytest.approx(
        surely(interleaved, "virtual pipeline stages").speedup
    )
    assert advised(paper.question(), "virtual pipeline stages") is None


def test_sequence_parallelism_needs_tensor_ranks() -> None:
    assert surely(wide(), "sequence parallelism").memory_gib < 0
    assert advised(paper.question(), "sequence parallelism") is None


def test_accumulation_saves_what_all_sequences_at_once_would_keep() -> None:
    found = surely(paper.question(), "gradient accumulation")

    assert found.used
    assert found.memory_gib < 0
    assert advised(wide(), "gradient accumulation") is None


def test_a_long_sequence_is_advised_to_be_spread() -> None:
    assert surely(paper.question(seq_len=131_072, data=64, global_batch=64), "context parallelism").memory_gib < 0
    assert advised(paper.question(seq_len=4096), "context parallelism") is None


def test_a_larger_batch_is_compared_by_the_token() -> None:
    found = surely(wide(global_batch=16), "larger global batch")

    assert 1 < found.speedup < 2
    assert "loss is not estimated" in found.says


def test_offloading_the_optimizer_saves_memory_and_costs_its_transfer() -> None:
    asked = paper.question(paper.LLAMA_8B, tensor=8, data=8, zero=0)
    found = surely(asked, "optimizer offload")

    assert not found.used
    assert found.memory_gib < -10
    assert found.speedup < 1
    assert "PCIe 5 at 64 GB/s" in found.says


@pytest.mark.parametrize(
    ("name", "gb_s"), [("A100", 32.0), ("H100", 64.0), ("B200", 64.0), ("GH200", 450.0), ("GB200", 225.0)]
)
def test_a_gpu_is_joined_to_its_host_by_its_generation(name: str, gb_s: float) -> None:
    assert host_link(find_gpu(name)).gb_s == gb_s


def test_lora_is_advised_for_fine_tuning_alone() -> None:
    fine = paper.question(purpose="fine-tuning")

    assert surely(fine, "LoRA").memory_gib < 0
    assert surely(paper.with_scenario(fine, purpose="lora"), "LoRA").used
    assert advised(paper.question(), "LoRA") is None


def test_what_fits_only_with_a_method_is_told_so() -> None:
    asked = wide(gpus=128, data=8)
    assert estimate(asked).fits

    found = surely(asked, "optimizer sharding (ZeRO-1)")

    assert found.says.endswith("it does not fit without")


def test_a_method_whose_other_run_contradicts_itself_is_passed_over() -> None:
    asked = paper.question(global_batch=64)
    micro = next(one for one in all_methods() if one.name == "larger micro-batch")

    pair = micro.compare(Variant(asked, paper.traits_for(asked)))

    assert pair is not None
    assert effect(pair) is None
    assert advised(asked, "larger micro-batch") is None


def test_a_counted_model_is_advised_by_what_it_has() -> None:
    asked = paper.question(paper.RESNET, gpus=8, data=8, seq_len=1, global_batch=2048, micro_batch=32)
    names = {one.name for one in advice(estimate(asked))}

    assert "full recomputation" in names
    assert not names & {"fused attention", "FP8 matrix products", "context parallelism", "optimizer offload"}
