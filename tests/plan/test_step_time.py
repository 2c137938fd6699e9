from dataclasses import replace

import paper_questions as paper
import pytest

from trainward.plan.constants import Constants, fitted
from trainward.plan.step_time import StepTime, micro_batches, step_time, total_seconds
from trainward.records.estimate import Question
from trainward.records.layout import Layout, Scenario, Stack

GPT = paper.gpt(96, 12288, 96)
PASSES = ("products", "attention", "elementwise", "logits", "recompute", "tensor", "expert", "context")


def step(asked: Question, **constants: float) -> StepTime:
    used: Constants = replace(fitted(), **constants)
    return step_time(asked, paper.shape_of(asked), paper.traits_for(asked), used)


def busy(found: StepTime) -> float:
    """Return the seconds of the passes of large kernels, beside which the host does not count."""
    return sum(getattr(found, name) for name in PASSES)


def test_a_replica_works_through_its_share_of_the_batch() -> None:
    assert micro_batches(Layout(32, data=8, micro_batch=4), Scenario(global_batch=256)) == 8


def test_a_batch_smaller_than_the_replicas_is_still_one_micro_batch() -> None:
    assert micro_batches(Layout(64, data=64), Scenario(global_batch=8)) == 1


@pytest.mark.parametrize(("stages", "count", "virtual"), [(2, 8, 1), (8, 8, 1), (8, 64, 1), (8, 64, 4), (16, 16, 6)])
def test_the_bubble_is_p_minus_1_over_m_v_of_the_work(stages: int, count: int, virtual: int) -> None:
    found = step(paper.spread_over(GPT, pipeline=stages, virtual_stages=virtual, micro_batches=count))

    assert found.bubble / busy(found) == pytest.approx((stages - 1) / (count * virtual))


def test_a_single_stage_has_no_bubble_and_sends_nothing_on() -> None:
    found = step(paper.spread_over(paper.LLAMA_8B))

    assert (found.bubble, found.pipeline) == (0, 0)


def test_the_parts_add_up_to_the_step() -> None:
    found = step(paper.spread_over(paper.MIXTRAL, data=8, tensor=2, expert=8, pipeline=2))

    assert total_seconds(found) == pytest.approx(sum(getattr(found, name) for name in found.__slots__))


def test_a_backward_pass_has_twice_the_products_of_a_forward_pass() -> None:
    none, full = (step(paper.spread_over(GPT, recompute=recompute)) for recompute in ("none", "full"))

    repeated = none.products / 3 + none.attention / 3.5 + none.elementwise / 3

    assert none.recompute == 0
    assert full.recompute == pytest.approx(repeated)


def test_selective_recomputation_repeats_stored_attention_only() -> None:
    asked = paper.spread_over(GPT, paper.OLD_MEGATRON, gpu=paper.A100, recompute="selective")
    found = step(asked)

    assert found.recompute == pytest.approx(found.attention / 3)
    assert step(replace(asked, stack=Stack("Megatron-Core", "fp16"))).recompute == 0


def test_full_recomputation_sends_a_third_time_over_the_tensor_ranks() -> None:
    none, full = (step(paper.spread_over(GPT, tensor=8, recompute=recompute)) for recompute in ("none", "full"))

    assert full.tensor == pytest.approx(none.tensor * 3 / 2)


def test_an_adapter_needs_no_gradients_of_frozen_weights() -> None:
    whole, adapter = (step(paper.spread_over(GPT, purpose=purpose)) for purpose in ("pre-training", "lora"))

    assert adapter.products == pytest.approx(whole.products * 2 / 3)


def test_replicas_share_the_work_of_the_optimizer_from_the_first_zero_stage_on() -> None:
    whole, shared = (step(paper.spread_over(paper.LLAMA_8B, data=8, zero=zero)) for zero in (0, 1))

    assert shared.optimizer == pytest.approx(whole.optimizer / 8)


def test_only_the_third_zero_stage_gathers_parameters_for_each_micro_batch() -> None:
    one, three = (step(paper.spread_over(paper.LLAMA_8B, data=64, zero=zero)) for zero in (1, 3))

    assert (one.sharding, three.gradients) == (0, 0)
    assert three.sharding > 0
    assert one.gradients > 0


def test_one_replica_sums_no_gradients() -> None:
    found = step(paper.spread_over(paper.LLAMA_8B, tensor=8))

    assert (found.gradients, found.sharding) == (0, 0)


def test_software_that_overlaps_nothing_shows_all_of_its_gradient_traffic() -> None:
    beside, after = (step(paper.spread_over(paper.LLAMA_8B, Stack(name), data=64)) for name in ("FSDP", "GPT-NeoX"))

    assert after.gradients > beside.gradients


def test_software_that_overlaps_the_exchange_among_experts_hides_it_behind_their_products() -> None:
    plain, beside = (
        step(paper.spread_over(paper.MIXTRAL, Stack(name), data=8, expert=8)) for name in ("FSDP", "HAI-LLM")
    )
    slow = step(paper.spread_over(paper.MIXTRAL, Stack("HAI-LLM"), data=8, expert=8), link_share=1e-4)

    assert plain.expert > 0
    assert beside.expert == 0
    assert slow.expert > slow.products


def test_one_server_waits_for_no_other() -> None:
    assert step(paper.spread_over(paper.LLAMA_8B, tensor=8)).scale == 0
    assert step(paper.spread_over(paper.LLAMA_8B, data=8)).scale == 0


def test_each_doubling_of_the_servers_slows_a_step_by_the_same_share() -> None:
    def share(data: int) -> float:
        found = step(paper.spread_over(paper.LLAMA_8B, data=data), scale_loss=0.01)
        return found.scale / (total_seconds(found) - found.scale)

    assert share(16) == pytest.approx(0.01)
    assert share(64) == pytest.approx(0.03)


def test_a_host_that_keeps_up_costs_nothing_for_each_layer() -> None:
    assert step(paper.spread_over(GPT), step_host=0.0).host == 0


def test_a_tiny_model_waits_for_its_host() -> None:
    tiny = paper.spread_over(paper.gpt(12, 256, 4), Stack("GPT-NeoX"), seq_len=128)
    found = step(tiny, step_host=0.0, eager_host=1.0)

    assert found.host > 10 * busy(found)
    assert busy(found) + found.host == pytest.approx(12 * 2 * 1e-3 * 8, rel=0.05)


def test_an_output_layer_costs_more_with_more_words() -> None:
    few, many = (step(paper.spread_over(replace(paper.LLAMA_8B, vocab=words))) for words in (32_000, 256_000))

    assert many.logits > 4 * few.logits


def test_every_stage_waits_for_the_longest() -> None:
    def work(layers: int, **layout: int) -> float:
        found = step(paper.spread_over(replace(GPT, layers=layers), pipeline=8, **layout))
        return found.products + found.attention + found.elementwise

    assert work(89) == work(96)
    assert work(25, virtual_stages=2) == work(32, virtual_stages=2)


def test_interleaved_stages_send_more_often() -> None:
    plain, interleaved = (
        step(paper.spread_over(GPT, pipeline=8, virtual_stages=virtual, micro_batches=64)) for virtual in (1, 4)
    )

    assert interleaved.pipeline == pytest.approx(4 * plain.pipeline)
    assert total_seconds(interleaved) < total_seconds(plain)


@pytest.mark.parametrize("name", ["hopper_share", "vendor_share", "link_share", "network_share"])
def test_faster_kernels_and_links_never_make_a_step_longer(name: str) -> None:
    asked = paper.spread_over(GPT, tensor=8, pipeline=2, data=4)
    before = getattr(fitted(), name)

    assert total_seconds(step(asked, **{name: before * 1.1})) <= total_seconds(step(asked))
