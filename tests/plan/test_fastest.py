"""The fastest layout that fits is found, and what is not looked at could not have been it."""

from dataclasses import replace
from math import inf

import paper_questions as paper
import pytest
from effort import lines_run
from hypothesis import given
from hypothesis import strategies as st

from trainward.plan.candidates import layouts
from trainward.plan.estimate import estimate
from trainward.plan.fastest import case, could_hold, device_gib, fastest, least_memory, least_seconds, seconds, sizes
from trainward.plan.known_models import find_model
from trainward.plan.parts import find_gpu
from trainward.records.estimate import Question
from trainward.records.hardware import Gpu
from trainward.records.layout import Purpose, Scenario, Stack
from trainward.records.model_shape import Model

SCENARIO = Scenario(seq_len=8192, global_batch=64)
STACKS = [paper.MEGATRON, Stack("torchtitan"), Stack("fsdp"), Stack("", "fp8"), Stack("", "bf16", offload=True)]
GPUS = st.sampled_from([paper.H100, paper.A100, find_gpu("GB200")])
PURPOSES = st.sampled_from(["pre-training", "fine-tuning", "lora"])


def by_trying_all(model: Model, scenario: Scenario, gpu: Gpu, gpus: int, stack: Stack) -> float:
    every = (Question(model, scenario, gpu, one, stack) for one in layouts(model, scenario, gpu, gpus, stack))
    found = [one.step_seconds.middle for one in map(estimate, every) if one.fits]
    return min(found, default=inf)


@pytest.mark.parametrize("gpus", [1, 24, 64])
@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("model", [paper.LLAMA_8B, paper.MIXTRAL, paper.RESNET])
def test_no_layout_that_fits_is_faster_than_the_one_found(model: Model, stack: Stack, gpus: int) -> None:
    scenario = Scenario(seq_len=1, global_batch=192) if model is paper.RESNET else SCENARIO

    found = fastest(case(model, scenario, paper.H100, stack), gpus).layout
    best = by_trying_all(model, scenario, paper.H100, gpus, stack)

    if found is None:
        assert best == inf
    else:
        chosen = estimate(Question(model, scenario, paper.H100, found, stack))
        assert chosen.fits
        assert chosen.step_seconds.middle == pytest.approx(best)


@paper.ALIKE
@given(paper.shapes(), GPUS, st.sampled_from([8, 64, 256]), st.sampled_from(STACKS), PURPOSES)
def test_no_layout_beats_the_bounds(model: Model, gpu: Gpu, gpus: int, stack: Stack, purpose: Purpose) -> None:
    open_case = case(model, replace(SCENARIO, purpose=purpose), gpu, stack)

    for one in list(layouts(model, open_case.scenario, gpu, gpus, stack))[::17]:
        assert seconds(open_case, one) >= least_seconds(open_case, gpus) * 0.999
        assert could_hold(open_case, gpus) or device_gib(open_case, one).high > open_case.capacity_gib


def test_nothing_is_found_that_takes_longer_than_the_bound() -> None:
    open_case = case(paper.LLAMA_8B, SCENARIO, paper.H100, paper.MEGATRON)
    best = fastest(open_case, 8)

    assert fastest(open_case, 8, bound=best.seconds).layout is None
    assert fastest(open_case, 8, bound=best.seconds * 1.001).layout == best.layout


def test_the_next_best_layout_has_other_sizes() -> None:
    open_case = case(paper.LLAMA_70B, SCENARIO, paper.H100, paper.MEGATRON)
    best = fastest(open_case, 64)
    assert best.layout is not None

    following = fastest(open_case, 64, without=frozenset({sizes(best.layout)}))

    assert following.layout is not None
    assert sizes(following.layout) != sizes(best.layout)
    assert following.seconds >= best.seconds


def test_a_layout_that_fits_in_the_middle_alone_is_found_only_when_that_is_enough() -> None:
    sure = case(paper.LLAMA_70B, SCENARIO, paper.H100, paper.MEGATRON)

    for gpus in (32, 64, 128):
        daring, safe = fastest(replace(sure, sure=False), gpus), fastest(sure, gpus)

        assert daring.seconds <= safe.seconds
        if safe.layout is not None:
            assert device_gib(sure, safe.layout).high <= sure.capacity_gib


def test_the_least_memory_is_that_of_the_smallest_layout() -> None:
    open_case = case(paper.LLAMA_70B, SCENARIO, paper.H100, paper.MEGATRON)
    every = layouts(paper.LLAMA_70B, SCENARIO, paper.H100, 16, paper.MEGATRON)

    least = least_memory(open_case, 16)

    assert least is not None
    assert least.high == pytest.approx(min(device_gib(open_case, one).high for one in every))


def test_a_batch_that_no_layout_divides_has_no_memory_to_tell() -> None:
    odd = case(paper.RESNET, Scenario(seq_len=1, global_batch=10), paper.H100, paper.MEGATRON)

    assert least_memory(odd, 3) is None
    assert fastest(odd, 3).layout is None


@pytest.mark.parametrize(("model", "most"), [("Llama-3.1-405B", 1_000_000), ("DeepSeek-V3", 8_000_000)])
def test_the_fastest_of_a_thousand_gpus_is_found_with_little_work(model: str, most: int) -> None:
    scenario = Scenario(seq_len=8192, global_batch=2048)
    open_case = case(find_model(model), scenario, paper.H100, paper.MEGATRON)

    assert lines_run(lambda: fastest(open_case, 1024), 2 * most) < most
