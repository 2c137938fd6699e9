from dataclasses import replace
from typing import Any

import paper_questions as paper
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainward.errors import PlanError
from trainward.plan.estimate import estimate
from trainward.records.estimate import Estimate
from trainward.records.layout import Stack
from trainward.records.model_shape import CountedModel


def resnet(model: CountedModel = paper.RESNET, stack: Stack = paper.MEGATRON, **changes: Any) -> Estimate:
    batch = {"gpus": 8, "data": 8, "seq_len": 1, "global_batch": 2048, "micro_batch": 256}
    return estimate(paper.question(model, stack, **{**batch, **changes}))


def seconds_of(found: Estimate) -> dict[str, float]:
    return {part.name: part.seconds for part in found.step_parts}


def gib_of(found: Estimate) -> dict[str, float]:
    return {part.name: part.gib for part in found.memory_parts}


def test_the_parts_add_up_to_their_totals() -> None:
    found = resnet()

    assert sum(seconds_of(found).values()) == pytest.approx(found.step_seconds.middle)
    assert sum(gib_of(found).values()) == pytest.approx(found.allocated_gib.middle)


def test_both_passes_have_three_times_the_operations_of_the_forward_pass() -> None:
    found = resnet()
    images_a_second = found.tokens_per_second_per_gpu.middle

    assert found.mfu.middle == pytest.approx(images_a_second * 3 * 8.2e9 / 989e12)
    assert found.hfu == found.mfu


def test_frozen_parameters_have_no_gradients_and_no_states() -> None:
    frozen = replace(paper.RESNET, trained_params=2e6)
    whole, head = resnet(), resnet(frozen)

    assert gib_of(head)["optimizer states"] == pytest.approx(gib_of(whole)["optimizer states"] * 2 / 25.6)
    assert gib_of(head)["weights"] == gib_of(whole)["weights"]
    assert head.step_seconds.middle < whole.step_seconds.middle


def test_an_adam_state_is_12_bytes_a_parameter_shared_by_the_replicas() -> None:
    alone, shared = resnet(zero=0), resnet(zero=1)

    assert gib_of(alone)["optimizer states"] * 2**30 == pytest.approx(12 * 25.6e6)
    assert gib_of(shared)["optimizer states"] == pytest.approx(gib_of(alone)["optimizer states"] / 8)


def test_full_recomputation_trades_time_for_memory() -> None:
    none, full = resnet(), resnet(recompute="full")

    assert full.step_seconds.middle > none.step_seconds.middle
    assert gib_of(full)["activations"] < gib_of(none)["activations"]
    assert full.hfu.middle > full.mfu.middle


def test_wide_numbers_take_twice_the_memory_of_half_ones() -> None:
    half, wide = resnet(), resnet(stack=Stack("Megatron-Core", "fp32"))

    assert gib_of(wide)["activations"] == pytest.approx(2 * gib_of(half)["activations"])
    assert gib_of(wide)["weights"] == pytest.approx(2 * gib_of(half)["weights"])


def test_one_replica_sums_no_gradients() -> None:
    found = resnet(gpus=1, data=1, global_batch=256)

    assert "summing of gradients" not in seconds_of(found)


def test_a_large_micro_batch_fills_the_gpu_better_than_single_images() -> None:
    single, many = resnet(micro_batch=1), resnet(micro_batch=256)

    assert seconds_of(many)["operations"] < seconds_of(single)["operations"]


def test_an_estimate_of_a_counted_model_says_that_no_run_is_like_it() -> None:
    found = resnet()

    assert any("not a transformer" in one for one in found.extrapolates)
    assert any("not fitted" in one for one in found.assumptions)


@pytest.mark.parametrize("split", ["tensor", "pipeline", "context"])
def test_a_counted_model_is_not_split_and_data_parallel_is_offered(split: str) -> None:
    changes = {"data": 4, split: 2}

    with pytest.raises(PlanError, match="counted operations only; data 8 works"):
        resnet(**changes)
    assert resnet(data=8).step_seconds.middle > 0


@paper.ALIKE
@given(
    st.floats(1, 1e12), st.floats(0, 1), st.floats(1, 1e15), st.floats(1, 1e12), st.integers(1, 512), st.integers(0, 3)
)
def test_no_counted_model_has_a_figure_below_nothing(
    params: float, trained: float, flops: float, kept: float, micro_batch: int, zero: int
) -> None:
    model = CountedModel("any", params, params * trained, flops, kept)
    found = resnet(model, micro_batch=micro_batch, global_batch=8 * micro_batch, zero=zero)

    assert all(0 < part.seconds < float("inf") for part in found.step_parts)
    assert all(0 < part.gib < float("inf") for part in found.memory_parts)
    assert 0 < found.step_seconds.low <= found.step_seconds.middle <= found.step_seconds.high


@paper.ALIKE
@given(st.integers(1, 100))
def test_more_samples_take_longer(count: int) -> None:
    fewer, more = (resnet(global_batch=2048 * number).step_seconds.middle for number in (count, count + 1))

    assert fewer < more
