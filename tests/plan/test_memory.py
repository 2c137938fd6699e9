from dataclasses import replace

import paper_questions as paper
import pytest

from trainward.plan.memory import MemoryUse, allocated_bytes, crowding_bytes, layer_activation_bytes, memory_use
from trainward.plan.sharding import held_parameters
from trainward.records.estimate import Question
from trainward.records.layout import Recompute, Stack

GPT = paper.gpt(96, 12288, 96)
S, B, H, A = 2048, 1, 12288, 96
BIT_BY_BIT = {"seq_len": S, "micro_batch": B}


def use(asked: Question, main_grad_bytes: float = 4.0) -> MemoryUse:
    return memory_use(asked, paper.shape_of(asked), replace(paper.traits_for(asked), main_grad_bytes=main_grad_bytes))


def layer_bytes(asked: Question) -> float:
    return layer_activation_bytes(asked, paper.shape_of(asked), paper.traits_for(asked), None)


def states_a_parameter(asked: Question, main_grad_bytes: float) -> float:
    found = use(asked, main_grad_bytes)
    held = held_parameters(paper.shape_of(asked), asked.layout, (paper.shape_of(asked).layers, 0), 2)
    return (found.weights + found.gradients + found.optimizer) / (held.dense + held.vocabulary)


def test_a_layer_keeps_34_bytes_for_each_of_s_b_h_without_the_scores() -> None:
    assert layer_bytes(paper.spread_over(GPT, **BIT_BY_BIT)) == 34 * S * B * H


def test_stored_scores_add_5_bytes_for_each_of_a_b_s_squared() -> None:
    asked = paper.spread_over(GPT, paper.OLD_MEGATRON, gpu=paper.A100, **BIT_BY_BIT)

    assert layer_bytes(asked) == S * B * H * (34 + 5 * A * S / H)


@pytest.mark.parametrize("tensor", [2, 4, 8])
def test_tensor_ranks_share_24_of_the_34_bytes(tensor: int) -> None:
    asked = paper.spread_over(GPT, tensor=tensor, sequence_parallel=False, **BIT_BY_BIT)

    assert layer_bytes(asked) == pytest.approx(S * B * H * (10 + 24 / tensor))


@pytest.mark.parametrize("tensor", [2, 4, 8])
def test_tensor_ranks_with_sequence_parallelism_share_all_34_bytes(tensor: int) -> None:
    asked = paper.spread_over(GPT, paper.OLD_MEGATRON, gpu=paper.A100, tensor=tensor, **BIT_BY_BIT)

    assert layer_bytes(asked) == pytest.approx(S * B * H * (34 + 5 * A * S / H) / tensor)


def test_full_recomputation_keeps_the_2_bytes_of_a_layers_input() -> None:
    asked = paper.spread_over(GPT, recompute="full", **BIT_BY_BIT)

    assert use(asked).activations == 96 * 2 * S * B * H


def test_selective_recomputation_keeps_all_but_the_scores() -> None:
    asked = paper.spread_over(GPT, paper.OLD_MEGATRON, gpu=paper.A100, recompute="selective", **BIT_BY_BIT)

    assert use(asked).activations == pytest.approx(96 * 34 * S * B * H)


def test_context_ranks_share_what_a_layer_keeps() -> None:
    alone, shared = (paper.spread_over(GPT, context=context, **BIT_BY_BIT) for context in (1, 4))

    assert layer_bytes(shared) == layer_bytes(alone) / 4


def test_eight_bit_products_keep_narrower_inputs() -> None:
    half, eight = (paper.spread_over(GPT, Stack("Megatron-Core", name)) for name in ("bf16", "fp8"))

    assert layer_bytes(eight) < layer_bytes(half)


@pytest.mark.parametrize("stages", [2, 4, 8])
def test_the_first_stage_keeps_as_many_micro_batches_as_there_are_stages(stages: int) -> None:
    asked = paper.spread_over(GPT, pipeline=stages, micro_batches=64, **BIT_BY_BIT)

    assert use(asked).activations == pytest.approx(96 * 34 * S * B * H)


@pytest.mark.parametrize(("stages", "virtual"), [(4, 2), (8, 3), (8, 12)])
def test_interleaving_keeps_more_by_its_published_factor(stages: int, virtual: int) -> None:
    asked = paper.spread_over(GPT, pipeline=stages, virtual_stages=virtual, micro_batches=64, **BIT_BY_BIT)

    factor = 1 + (stages - 1) / (stages * virtual)

    assert use(asked).activations == pytest.approx(96 * 34 * S * B * H * factor)


def test_the_last_of_interleaved_stages_keeps_almost_as_much_as_the_first() -> None:
    """Ranks warm up with 2 (p - r - 1) + (v - 1) p virtual stages (Megatron-LM, pipeline_parallel/schedules.py)."""
    wordy = replace(GPT, vocab=4_000_000)  # the last stage is the fullest
    asked = paper.spread_over(wordy, pipeline=2, virtual_stages=24, micro_batches=64, **BIT_BY_BIT)

    assert use(asked).logits > 0
    assert use(asked).activations == pytest.approx(48 * 34 * S * B * H * (23 * 2 + 1) / 24)


def test_layers_that_do_not_divide_fill_the_longest_stage() -> None:
    uneven, even = (paper.spread_over(replace(GPT, layers=n), pipeline=8, **BIT_BY_BIT) for n in (89, 96))

    assert use(uneven).activations == use(even).activations
    assert use(uneven).optimizer == use(even).optimizer


def test_crowded_experts_hold_a_quarter_more_of_what_is_routed() -> None:
    alone, spread = (paper.spread_over(paper.MIXTRAL, data=8, expert=n) for n in (1, 8))
    shape, traits = paper.shape_of(spread), paper.traits_for(spread)
    few = replace(paper.MIXTRAL, experts=replace(paper.MIXTRAL.experts, active=0))

    routed = allocated_bytes(use(spread)) - allocated_bytes(memory_use(spread, few, traits))

    assert crowding_bytes(spread, shape, traits, allocated_bytes(use(spread))) == pytest.approx(routed / 4)
    assert crowding_bytes(alone, shape, traits, allocated_bytes(use(alone))) == 0


@pytest.mark.parametrize("virtual", [1, 3])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_stage_keeps_no_more_micro_batches_than_there_are(count: int, virtual: int) -> None:
    asked = paper.spread_over(GPT, pipeline=4, virtual_stages=virtual, micro_batches=count, **BIT_BY_BIT)

    assert use(asked).activations <= count * 24 * 34 * S * B * H * (1 + 1e-9)


@pytest.mark.parametrize(("zero", "bytes_each"), [(0, 16.0), (1, 4 + 12 / 64), (2, 2 + 14 / 64), (3, 16 / 64)])
def test_the_states_of_a_parameter_are_those_of_the_zero_paper(zero: int, bytes_each: float) -> None:
    assert states_a_parameter(paper.spread_over(paper.LLAMA_8B, data=64, zero=zero), 2.0) == pytest.approx(bytes_each)


@pytest.mark.parametrize(("zero", "gigabytes"), [(0, 120.0), (1, 31.4), (2, 16.6), (3, 1.88)])
def test_a_model_of_7_and_a_half_billion_takes_the_printed_gigabytes(zero: int, gigabytes: float) -> None:
    each = states_a_parameter(paper.spread_over(paper.LLAMA_8B, data=64, zero=zero), 2.0)

    assert 7.5 * each == pytest.approx(gigabytes, rel=0.005)  # arXiv 1910.02054, figure 1


@pytest.mark.parametrize(("zero", "data", "bytes_each"), [(0, 1, 18), (1, 8, 6 + 12 / 8), (1, 64, 6 + 12 / 64)])
def test_megatrons_wider_gradients_make_it_18_bytes_or_6_and_12_shared(zero: int, data: int, bytes_each: float) -> None:
    assert states_a_parameter(paper.spread_over(paper.LLAMA_8B, data=data, zero=zero), 4.0) == pytest.approx(bytes_each)


def test_a_pipeline_keeps_weights_whole_whatever_its_zero_stage() -> None:
    one, three = (use(paper.spread_over(GPT, pipeline=8, data=8, zero=zero)) for zero in (1, 3))

    assert (one.weights, one.gradients, one.optimizer) == (three.weights, three.gradients, three.optimizer)


def test_an_adapter_leaves_frozen_weights_without_states() -> None:
    adapter, whole = (use(paper.spread_over(paper.LLAMA_8B, purpose=one)) for one in ("lora", "pre-training"))

    assert adapter.weights == pytest.approx(2 * 8.03e9, rel=0.01)
    assert adapter.gradients < 0.01 * whole.gradients
    assert adapter.optimizer < 0.01 * whole.optimizer


@pytest.mark.parametrize(("expert", "shared"), [(1, 8), (2, 4), (8, 1)])
def test_experts_that_are_spread_already_are_sharded_among_their_copies_alone(expert: int, shared: int) -> None:
    asked = paper.spread_over(paper.MIXTRAL, data=8, expert=expert, zero=3, purpose="lora")
    alone = paper.spread_over(paper.MIXTRAL, data=8, expert=expert, purpose="lora")
    held = held_parameters(paper.MIXTRAL, asked.layout, (0, 32), 2)

    saved = use(alone).weights - use(asked).weights

    assert saved == pytest.approx(2 * held.experts * (1 - 1 / shared) + 2 * (held.dense + held.vocabulary) * 7 / 8)


def test_a_pipeline_keeps_frozen_weights_whole_too() -> None:
    one, three = (use(paper.spread_over(GPT, pipeline=8, data=8, zero=zero, purpose="lora")) for zero in (1, 3))

    assert one.weights == three.weights


def test_sharded_parameters_are_gathered_with_the_output_layer_where_that_is_largest() -> None:
    few, many = (
        use(paper.spread_over(replace(paper.LLAMA_8B, vocab=words), data=64, zero=3)) for words in (32_000, 1_000_000)
    )

    assert many.working - few.working > 2 * 2 * (1_000_000 * 4096 - paper.LLAMA_8B.hidden * paper.LLAMA_8B.ffn * 4)


def test_an_offloaded_optimizer_is_in_no_gpus_memory() -> None:
    assert use(paper.spread_over(paper.LLAMA_8B, Stack("Megatron-Core", offload=True))).optimizer == 0
    assert use(paper.spread_over(paper.LLAMA_8B)).optimizer > 0


def test_the_logits_are_as_many_as_tokens_times_words() -> None:
    asked = paper.spread_over(paper.LLAMA_8B, tensor=2, seq_len=4096, micro_batch=2)

    assert use(asked).logits == 2 * 4096 * 128256 / 2 * paper.traits_for(asked).logit_bytes


def test_the_fullest_stage_is_the_last_where_the_logits_are_largest() -> None:
    wordy = replace(paper.LLAMA_8B, vocab=1_000_000)

    assert use(paper.spread_over(wordy, pipeline=2)).logits > 0
    assert use(paper.spread_over(GPT, pipeline=8)).logits == 0


def test_the_parts_add_up_to_what_is_allocated() -> None:
    found = use(paper.spread_over(paper.MIXTRAL, data=8, expert=8))

    assert allocated_bytes(found) == pytest.approx(sum(getattr(found, name) for name in found.__slots__))


@pytest.mark.parametrize("recompute", ["none", "selective", "full"])
def test_experts_on_more_ranks_take_less_on_each(recompute: Recompute) -> None:
    together, apart = (use(paper.spread_over(paper.MIXTRAL, data=8, expert=n, recompute=recompute)) for n in (1, 8))

    assert apart.weights < together.weights
    assert allocated_bytes(apart) < allocated_bytes(together)
