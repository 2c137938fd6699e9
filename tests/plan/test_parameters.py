from dataclasses import replace

import paper_questions as paper
import pytest

from trainward.plan.parameters import (
    active_parameters,
    adapter_parameters,
    attention_parameters,
    count_parameters,
    ffn_matrices,
    layer_kinds,
    sum_of,
    total_parameters,
)
from trainward.records.model_shape import Experts, ModelShape

# arXiv 2104.04473, table 1: layers, hidden size, attention heads, billions of parameters; 51,200 words
WEAK_SCALING = [
    (36, 4096, 32, 7.5), (40, 6144, 48, 18.4), (48, 8192, 64, 39.1), (60, 10240, 80, 76.1), (80, 12288, 96, 145.6),
    (96, 16384, 128, 310.1), (105, 20480, 128, 529.6), (128, 25600, 160, 1008.0),
]  # fmt: skip


@pytest.mark.parametrize(("layers", "hidden", "heads", "billions"), WEAK_SCALING)
def test_the_gpts_of_megatrons_table_have_the_published_parameters(
    layers: int, hidden: int, heads: int, billions: float
) -> None:
    assert total_parameters(paper.gpt(layers, hidden, heads)) / 1e9 == pytest.approx(billions, rel=0.006)


def test_the_gpt_of_a_trillion_parameters_is_met_to_the_last_printed_digit() -> None:
    assert round(total_parameters(paper.gpt(128, 25600, 160)) / 1e9) == 1008


@pytest.mark.parametrize(
    ("shape", "total", "active"),
    [
        (paper.LLAMA_8B, 8.03e9, 8.03e9),  # arXiv 2407.21783 and its model card
        (paper.LLAMA_70B, 70.6e9, 70.6e9),
        (paper.MIXTRAL, 46.7e9, 12.9e9),  # Mistral's announcement: 46.7B in all, 12.9B for each token
        (paper.DEEPSEEK, 671e9, 37.6e9),  # arXiv 2412.19437: 671B in all, 37B active and the output layer
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_known_models_have_the_published_parameters(shape: ModelShape, total: float, active: float) -> None:
    assert total_parameters(shape) == pytest.approx(total, rel=0.002)
    assert active_parameters(shape) == pytest.approx(active, rel=0.002)


def test_a_layer_of_a_plain_gpt_has_12_h_squared_parameters() -> None:
    count = count_parameters(paper.gpt(1, 1024, 16))

    assert count.attention == 4 * 1024**2
    assert count.dense_ffn == 8 * 1024**2


def test_the_parts_add_up_to_the_whole() -> None:
    count = count_parameters(paper.DEEPSEEK)

    assert sum_of(count) == sum(getattr(count, name) for name in count.__slots__)
    assert total_parameters(paper.DEEPSEEK) == sum_of(count)


def test_published_parameters_come_before_counted_ones() -> None:
    told = replace(paper.MIXTRAL, params_total=47e9, params_active=13e9)

    assert (total_parameters(told), active_parameters(told)) == (47e9, 13e9)


def test_a_dense_model_has_no_idle_parameters() -> None:
    assert active_parameters(paper.LLAMA_8B) == total_parameters(paper.LLAMA_8B)


def test_experts_that_all_work_leave_nothing_idle() -> None:
    busy = replace(paper.MIXTRAL, experts=Experts(8, 8, 14336))

    assert active_parameters(busy) == total_parameters(busy)


def test_fewer_key_heads_have_fewer_parameters() -> None:
    many = replace(paper.LLAMA_8B, kv_heads=32)

    assert attention_parameters(many) == 4 * 4096**2
    assert attention_parameters(paper.LLAMA_8B) == 2.5 * 4096**2


def test_one_vocabulary_matrix_less_where_the_embedding_is_the_output_too() -> None:
    tied = replace(paper.LLAMA_8B, tied_embeddings=True)

    assert total_parameters(paper.LLAMA_8B) - total_parameters(tied) == 128256 * 4096


def test_the_first_layers_of_deepseek_have_no_experts() -> None:
    assert layer_kinds(paper.DEEPSEEK) == (3, 58)
    assert layer_kinds(paper.LLAMA_8B) == (32, 0)


def test_more_dense_layers_than_layers_are_all_layers() -> None:
    assert layer_kinds(replace(paper.MIXTRAL, experts=Experts(8, 2, 14336, dense_layers=99))) == (32, 0)


def test_a_gated_block_has_three_matrices_and_another_two() -> None:
    assert (ffn_matrices(paper.LLAMA_8B), ffn_matrices(paper.gpt(1, 64, 1))) == (3, 2)


def test_an_adapter_has_its_rank_times_the_widths_of_each_matrix() -> None:
    llama_2 = ModelShape("Llama-2-7B", 32, 4096, 32, 32, 128, 11008, 32000)

    each_layer = 4 * (4096 + 4096) + 3 * (4096 + 11008)

    assert adapter_parameters(llama_2, rank=16) == 16 * 32 * each_layer == 39_976_960


def test_every_expert_has_an_adapter_of_its_own() -> None:
    few, many = (adapter_parameters(replace(paper.MIXTRAL, experts=Experts(n, 2, 14336)), 16) for n in (8, 9))

    assert many - few == 16 * 32 * 3 * (4096 + 14336)
