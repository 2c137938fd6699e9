from dataclasses import replace
from math import prod

import paper_questions as paper
import pytest

from trainward.plan.constants import fitted
from trainward.plan.layer_time import (
    LayerPass,
    Machine,
    attention_products,
    attention_seconds,
    elementwise_seconds,
    expert_seconds,
    ffn_products,
    forward_pass,
    head_widths,
    machine,
    tensor_seconds,
)
from trainward.plan.parameters import attention_parameters, count_parameters
from trainward.records.estimate import Question
from trainward.records.layout import Stack
from trainward.records.model_shape import Experts, ModelShape


def on(asked: Question) -> Machine:
    return machine(asked.gpu, asked.stack, paper.traits_for(asked), fitted())


def one_pass(asked: Question, sparse: bool = False) -> LayerPass:
    return forward_pass(paper.shape_of(asked), asked.layout, asked.scenario, on(asked), sparse)


@pytest.mark.parametrize("shape", [paper.LLAMA_8B, paper.DEEPSEEK, paper.gpt(96, 12288, 96)], ids=lambda one: one.name)
def test_the_products_of_attention_are_its_parameters_for_each_token(shape: ModelShape) -> None:
    products = attention_products(shape, tensor=1, tokens=7)

    assert sum(map(prod, products)) == 7 * attention_parameters(shape)


@pytest.mark.parametrize("shape", [paper.LLAMA_8B, paper.gpt(96, 12288, 96)], ids=lambda one: one.name)
def test_the_products_of_a_dense_block_are_its_parameters_for_each_token(shape: ModelShape) -> None:
    products = ffn_products(shape, paper.question().layout, 7, None)

    assert sum(map(prod, products)) == 7 * count_parameters(shape).dense_ffn / shape.layers


@pytest.mark.parametrize("tensor", [1, 2, 4, 8])
def test_tensor_ranks_share_the_products_evenly(tensor: int) -> None:
    layout = paper.question(tensor=tensor).layout
    shared = (*attention_products(paper.LLAMA_8B, tensor, 64), *ffn_products(paper.LLAMA_8B, layout, 64, None))
    alone = (
        *attention_products(paper.LLAMA_8B, 1, 64),
        *ffn_products(paper.LLAMA_8B, paper.question().layout, 64, None),
    )

    assert tensor * sum(map(prod, shared)) == sum(map(prod, alone))


def test_more_tensor_ranks_than_key_heads_compute_keys_more_than_once() -> None:
    (_, _, width), _ = attention_products(paper.LLAMA_8B, tensor=16, tokens=1)

    assert width == (32 / 16 + 2 * 1) * 128


def test_shared_experts_are_products_of_every_token_and_no_shared_ones_are_none() -> None:
    layout = paper.question().layout

    assert sum(map(prod, ffn_products(paper.DEEPSEEK, layout, 1, paper.DEEPSEEK.experts))) == 3 * 7168 * 2048
    assert ffn_products(paper.MIXTRAL, layout, 1, paper.MIXTRAL.experts) == ()


def test_the_heads_of_latent_attention_have_wider_keys_than_values() -> None:
    assert head_widths(paper.DEEPSEEK) == (192, 128)
    assert head_widths(paper.LLAMA_8B) == (128, 128)


def test_a_dense_layer_has_no_part_of_experts() -> None:
    found = one_pass(paper.question(paper.DEEPSEEK, expert=8), sparse=False)

    assert (found.expert, found.stall) == (0, 0)


def test_a_run_on_one_rank_of_each_kind_sends_nothing_inside_a_layer() -> None:
    found = one_pass(paper.question(paper.MIXTRAL), sparse=True)

    assert (found.tensor, found.context, found.expert) == (0, 0, 0)


def test_every_split_of_a_layer_sends_something() -> None:
    found = one_pass(paper.question(paper.MIXTRAL, tensor=2, context=2, data=16, expert=8), sparse=True)

    assert min(found.tensor, found.context, found.expert) > 0


def test_tensor_parallelism_over_two_servers_sends_longer_than_in_one() -> None:
    inside = paper.question(tensor=8, data=8)
    across = paper.question(tensor=16, data=4)

    assert one_pass(across).tensor > one_pass(inside).tensor


def test_a_tensor_pass_is_two_all_reduces_of_two_bytes_a_number() -> None:
    asked = paper.question(tensor=8, data=8, sequence_parallel=False)
    machine_on = replace(on(asked), wires=replace(on(asked).wires, link=1.0, link_delay=0.0))

    seconds = tensor_seconds(paper.LLAMA_8B, asked.layout, 4096, machine_on)

    assert seconds == pytest.approx(2 * 2 * 7 / 8 * 2 * 4096 * 4096)


def test_attention_over_twice_the_tokens_takes_four_times_as_long() -> None:
    short, long = (one_pass(paper.question(seq_len=length)).attention for length in (4096, 8192))

    assert long == pytest.approx(4 * short)


def test_a_short_window_makes_attention_cheaper_and_one_of_the_whole_sequence_does_not() -> None:
    whole = one_pass(paper.question(seq_len=32_768)).attention
    near = replace(paper.LLAMA_8B, window=4096, windowed_layers=32)
    wide = replace(paper.LLAMA_8B, window=32_768, windowed_layers=32)

    assert one_pass(paper.question(near, seq_len=32_768)).attention == pytest.approx(whole * 2 * 4096 / 32_768)
    assert one_pass(paper.question(wide, seq_len=32_768)).attention == pytest.approx(whole)


def test_stored_scores_take_longer_than_fused_ones() -> None:
    old = paper.question(stack=paper.OLD_MEGATRON, gpu=paper.A100)
    new = paper.question(stack=Stack("Megatron-Core", "fp16"), gpu=paper.A100)

    assert one_pass(old).attention > one_pass(new).attention


def test_attention_kernels_made_for_hopper_are_faster_there_only() -> None:
    made, general = Stack("Megatron-Core"), Stack("torchtitan")

    def seconds(stack: Stack, **machine_of: object) -> float:
        asked = paper.question(stack=stack, **machine_of)
        return attention_seconds(paper.LLAMA_8B, asked.layout, asked.scenario, on(asked))

    assert seconds(made) < seconds(general)
    assert seconds(made, gpu=paper.A100) == pytest.approx(seconds(general, gpu=paper.A100))


def test_sequence_parallelism_spreads_the_norms_over_the_tensor_ranks() -> None:
    spread = paper.question(tensor=8, data=8)
    doubled = paper.with_layout(spread, sequence_parallel=False)

    assert one_pass(spread).elementwise < one_pass(doubled).elementwise


def test_eight_bits_add_casts_and_shorten_products() -> None:
    half, eight = (one_pass(paper.question(stack=Stack("Megatron-Core", name))) for name in ("bf16", "fp8"))

    assert eight.elementwise > half.elementwise
    assert eight.products < half.products
    assert eight.attention == half.attention


def test_tokens_that_visit_more_experts_take_longer() -> None:
    def seconds(active: int) -> float:
        shape = replace(paper.MIXTRAL, experts=Experts(8, active, 14336))
        return one_pass(paper.question(shape, expert=8), sparse=True).products

    assert seconds(1) < seconds(2) < seconds(8)


def test_the_same_work_in_more_and_shorter_products_takes_longer() -> None:
    asked = paper.question(paper.MIXTRAL)
    few, many = Experts(8, 2, 14336), Experts(64, 16, 1792)

    def seconds(experts: Experts) -> float:
        return expert_seconds(paper.MIXTRAL, asked.layout, 4096, on(asked), experts)

    assert seconds(few) < seconds(many)


def test_wider_experts_move_more_between_products() -> None:
    asked = paper.question(paper.MIXTRAL)
    dense = elementwise_seconds(paper.MIXTRAL, asked.layout, 4096, on(asked), None)

    assert elementwise_seconds(paper.MIXTRAL, asked.layout, 4096, on(asked), paper.MIXTRAL.experts) > dense
