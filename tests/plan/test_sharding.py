import paper_questions as paper
import pytest
from hypothesis import given

from trainward.plan.parameters import count_parameters, sum_of
from trainward.plan.sharding import Held, held_parameters
from trainward.records.layout import Layout
from trainward.records.model_shape import ModelShape

FINAL_NORM = 1  # a width of h that belongs to no layer


@pytest.mark.parametrize(
    ("shape", "layers"),
    [(paper.LLAMA_8B, (32, 0)), (paper.MIXTRAL, (0, 32)), (paper.DEEPSEEK, (3, 58))],
    ids=lambda value: getattr(value, "name", ""),
)
def test_one_gpu_without_any_split_holds_the_whole_model(shape: ModelShape, layers: tuple[int, int]) -> None:
    held = held_parameters(shape, Layout(1), layers, matrices=2)

    assert held.dense + held.experts + held.vocabulary == sum_of(count_parameters(shape)) - FINAL_NORM * shape.hidden


def test_the_ranks_of_a_pipeline_hold_the_model_once() -> None:
    layout = Layout(8, pipeline=8)
    inner = held_parameters(paper.LLAMA_8B, layout, (4, 0), matrices=0)
    end = held_parameters(paper.LLAMA_8B, layout, (4, 0), matrices=1)

    held = sum(stage.dense + stage.vocabulary for stage in (end, *[inner] * 6, end))

    assert held == sum_of(count_parameters(paper.LLAMA_8B)) - FINAL_NORM * 4096


def test_tensor_ranks_share_all_but_the_norms() -> None:
    whole = held_parameters(paper.LLAMA_8B, Layout(8), (32, 0), 2)
    eighth = held_parameters(paper.LLAMA_8B, Layout(8, tensor=8), (32, 0), 2)
    norms = 2 * 32 * 4096

    assert eighth.dense == (whole.dense - norms) / 8 + norms
    assert eighth.vocabulary == whole.vocabulary / 8


def test_expert_ranks_share_the_routed_experts_alone() -> None:
    whole = held_parameters(paper.DEEPSEEK, Layout(8, data=8), (3, 58), 2)
    eighth = held_parameters(paper.DEEPSEEK, Layout(8, data=8, expert=8), (3, 58), 2)

    assert eighth == Held(whole.dense, whole.experts / 8, whole.vocabulary)


@paper.ALIKE
@given(paper.shapes())
def test_more_tensor_ranks_never_hold_more_each(shape: ModelShape) -> None:
    held = [held_parameters(shape, Layout(8, tensor=tensor), (3, 5), 2) for tensor in (1, 2, 4, 8)]

    assert [one.dense for one in held] == sorted((one.dense for one in held), reverse=True)
    assert [one.vocabulary for one in held] == sorted((one.vocabulary for one in held), reverse=True)
    assert len({one.experts for one in held}) == 1
