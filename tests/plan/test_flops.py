from dataclasses import replace

import paper_questions as paper
import pytest
from hypothesis import given

from trainward.plan.flops import attention_flops_per_token, hardware_flops_per_token, model_flops_per_token
from trainward.plan.parameters import total_parameters
from trainward.records.estimate import Question
from trainward.records.model_shape import ModelShape


def hardware(asked: Question) -> float:
    return hardware_flops_per_token(paper.shape_of(asked), asked.layout, asked.scenario)


def test_a_token_costs_6_n_and_12_l_h_s() -> None:
    shape = paper.gpt(96, 12288, 96)

    assert model_flops_per_token(shape, 2048) == 6 * total_parameters(shape) + 12 * 96 * 12288 * 2048


def test_the_lookup_of_an_embedding_costs_nothing() -> None:
    tied = replace(paper.LLAMA_8B, tied_embeddings=True)

    assert model_flops_per_token(paper.LLAMA_8B, 4096) == model_flops_per_token(tied, 4096)


def test_only_the_experts_that_a_token_visits_cost_something() -> None:
    flops = model_flops_per_token(paper.MIXTRAL, 4096) - attention_flops_per_token(paper.MIXTRAL, 4096)

    assert flops / 6 == pytest.approx(12.9e9 - 32000 * 4096, rel=0.002)


def test_a_window_bounds_what_attention_reaches() -> None:
    near = replace(paper.LLAMA_8B, window=1024, windowed_layers=32)

    assert attention_flops_per_token(near, 8192) == attention_flops_per_token(paper.LLAMA_8B, 1024)
    assert attention_flops_per_token(near, 512) == attention_flops_per_token(paper.LLAMA_8B, 512)


@pytest.mark.parametrize(("layers", "hidden", "heads"), [(80, 12288, 96), (128, 25600, 160)])
def test_full_recomputation_is_the_hardware_count_of_megatrons_paper(layers: int, hidden: int, heads: int) -> None:
    s, v = 2048, 51_200
    asked = paper.spread_over(paper.gpt(layers, hidden, heads), recompute="full", seq_len=s)

    published = 96 * layers * hidden**2 * (1 + s / (6 * hidden) + v / (16 * layers * hidden))

    assert hardware(asked) == pytest.approx(published, rel=1e-4)  # arXiv 2104.04473, section 5.1; norms are not in it


def test_selective_recomputation_does_the_attention_of_the_forward_pass_again() -> None:
    asked = paper.spread_over(paper.gpt(96, 12288, 96), recompute="selective", seq_len=2048)

    assert hardware(asked) - model_flops_per_token(paper.shape_of(asked), 2048) == 4 * 96 * 12288 * 2048


def test_without_recomputation_the_hardware_does_what_the_model_needs() -> None:
    assert hardware(paper.question(seq_len=4096)) == model_flops_per_token(paper.LLAMA_8B, 4096)


@paper.ALIKE
@given(paper.shapes())
def test_longer_sequences_never_cost_less_for_a_token(shape: ModelShape) -> None:
    costs = [model_flops_per_token(shape, length) for length in (1, 512, 4096, 65_536)]

    assert costs == sorted(costs)
    assert costs[0] > 0
