"""What holds for every question that contradicts nothing."""

import math
from dataclasses import replace
from itertools import pairwise

import paper_questions as paper
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trainward.plan.constants import fitted
from trainward.plan.estimate import estimate
from trainward.plan.memory import allocated_bytes, memory_use
from trainward.plan.step_time import step_time, total_seconds
from trainward.records.estimate import Estimate, Interval, Question
from trainward.records.layout import Stack

RANGES = ("step_seconds", "tokens_per_second_per_gpu", "mfu", "hfu", "allocated_gib", "device_gib")
ROUNDING = 1 + 1e-9


def seconds(asked: Question) -> float:
    return estimate(asked).step_seconds.middle


def parts(found: Estimate) -> dict[str, float]:
    return {part.name: part.seconds for part in found.step_parts}


def memory(asked: Question) -> dict[str, float]:
    use = memory_use(asked, paper.shape_of(asked), paper.traits_for(asked))
    return {name: getattr(use, name) for name in use.__slots__}


def allocated(asked: Question) -> float:
    return allocated_bytes(memory_use(asked, paper.shape_of(asked), paper.traits_for(asked)))


@paper.ALIKE
@given(paper.questions())
def test_every_figure_is_a_number_above_nothing_inside_its_range(asked: Question) -> None:
    found = estimate(asked)

    for name in RANGES:
        one: Interval = getattr(found, name)
        assert 0 < one.low <= one.middle <= one.high < math.inf
    assert all(0 < part.seconds < math.inf for part in found.step_parts)
    assert all(0 < part.gib < math.inf for part in found.memory_parts)


@paper.ALIKE
@given(paper.questions())
def test_the_parts_add_up_to_their_totals(asked: Question) -> None:
    found = estimate(asked)

    assert math.fsum(parts(found).values()) == pytest.approx(found.step_seconds.middle)
    assert math.fsum(part.gib for part in found.memory_parts) == pytest.approx(found.allocated_gib.middle)


@paper.ALIKE
@given(paper.questions())
def test_nothing_fits_whose_range_reaches_above_the_capacity(asked: Question) -> None:
    found = estimate(asked)

    assert found.fits == (found.device_gib.high <= found.capacity_gib)
    assert found.fits_perhaps or not found.fits
    assert found.allocated_gib.middle < found.device_gib.middle


@paper.ALIKE
@given(paper.questions())
def test_the_hardware_does_at_least_what_the_model_needs(asked: Question) -> None:
    found = estimate(asked)

    assert found.mfu.middle <= found.hfu.middle * ROUNDING


@paper.ALIKE
@given(paper.questions(), st.sampled_from(["pre-training", "lora"]))
def test_no_step_uses_more_than_the_whole_peak(asked: Question, purpose: str) -> None:
    found = estimate(paper.with_scenario(asked, purpose=purpose))

    assert found.mfu.middle < 1


@paper.ALIKE
@given(paper.questions())
def test_a_larger_batch_takes_longer(asked: Question) -> None:
    larger = paper.with_scenario(asked, global_batch=2 * asked.scenario.global_batch)

    assert seconds(asked) < seconds(larger) <= 2 * seconds(asked) * ROUNDING


@paper.ALIKE
@given(paper.questions())
def test_longer_sequences_take_no_less_time_and_memory(asked: Question) -> None:
    longer = paper.with_scenario(asked, seq_len=2 * asked.scenario.seq_len)

    assert seconds(asked) <= seconds(longer) * ROUNDING
    assert allocated(asked) <= allocated(longer) * ROUNDING


@paper.ALIKE
@given(paper.questions(), st.integers(2, 8))
def test_more_micro_batches_make_the_bubble_a_smaller_share(asked: Question, more: int) -> None:
    assume(asked.layout.pipeline > 1)
    longer = paper.with_scenario(asked, global_batch=more * asked.scenario.global_batch)

    def share(one: Question) -> float:
        found = estimate(one)
        return parts(found)["pipeline bubble"] / found.step_seconds.middle

    assert share(longer) < share(asked)


@paper.ALIKE
@given(paper.questions())
def test_full_recomputation_never_takes_more_memory_nor_less_time(asked: Question) -> None:
    none, full = (paper.with_layout(asked, recompute=one) for one in ("none", "full"))

    assert allocated(full) <= allocated(none) * ROUNDING
    assert seconds(full) * ROUNDING >= seconds(none)


@paper.ALIKE
@given(paper.questions())
def test_selective_recomputation_takes_no_more_memory_than_none(asked: Question) -> None:
    none, some = (paper.with_layout(asked, recompute=one) for one in ("none", "selective"))

    assert allocated(some) <= allocated(none) * ROUNDING
    assert seconds(some) * ROUNDING >= seconds(none)


@paper.ALIKE
@given(paper.questions())
def test_twice_the_tensor_ranks_never_hold_more_weights_each(asked: Question) -> None:
    layout = asked.layout
    alone = paper.with_layout(asked, pipeline=1, virtual_stages=1, gpus=layout.gpus // layout.pipeline)
    wider = paper.with_layout(alone, tensor=2 * layout.tensor, gpus=2 * alone.layout.gpus)

    assert memory(wider)["weights"] <= memory(alone)["weights"] * ROUNDING
    assert memory(wider)["optimizer"] <= memory(alone)["optimizer"] * ROUNDING


@paper.ALIKE
@given(paper.questions())
def test_a_later_zero_stage_never_holds_more_states(asked: Question) -> None:
    alone = paper.with_layout(asked, pipeline=1, virtual_stages=1, gpus=asked.layout.gpus // asked.layout.pipeline)
    stages = [memory(paper.with_layout(alone, zero=zero)) for zero in range(4)]

    for name in ("weights", "gradients", "optimizer"):
        held = [stage[name] for stage in stages]
        assert all(later <= earlier * ROUNDING for earlier, later in pairwise(held))


@paper.ALIKE
@given(paper.questions(), st.sampled_from(["fp8", "mxfp8"]))
def test_a_large_model_is_no_slower_in_8_bits_on_hopper(asked: Question, precision: str) -> None:
    half = replace(asked, model=paper.LLAMA_70B, gpu=paper.H100, stack=Stack("Megatron-Core", "bf16"))
    half = paper.with_scenario(paper.with_layout(half, expert=1), seq_len=8192)
    eight = replace(half, stack=replace(half.stack, precision=precision))

    assert seconds(eight) <= seconds(half) * ROUNDING


@paper.ALIKE
@given(paper.questions())
def test_a_faster_link_and_a_faster_network_never_make_a_step_longer(asked: Question) -> None:
    gpu = asked.gpu
    faster = replace(asked, gpu=replace(gpu, link_gb_s=2 * gpu.link_gb_s, network_gbps=2 * gpu.network_gbps))

    assert seconds(faster) <= seconds(asked) * ROUNDING


@paper.ALIKE
@given(paper.questions())
def test_an_offloaded_optimizer_never_takes_more_memory(asked: Question) -> None:
    kept, away = (replace(asked, stack=replace(asked.stack, offload=offload)) for offload in (False, True))

    assert allocated(away) <= allocated(kept)


@paper.ALIKE
@given(paper.questions())
def test_the_estimate_is_the_step_that_its_parts_describe(asked: Question) -> None:
    step = step_time(asked, paper.shape_of(asked), paper.traits_for(asked), fitted())

    assert total_seconds(step) == pytest.approx(math.fsum(parts(estimate(asked)).values()))
