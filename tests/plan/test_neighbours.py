"""The numbers of a layout are explained by what their neighbours would do."""

import re

import paper_questions as paper
import pytest

from trainward.plan.estimate import estimate
from trainward.plan.neighbours import layout_reasons
from trainward.plan.search import best_layout
from trainward.records.estimate import Question
from trainward.records.layout import Layout, Scenario
from trainward.records.model_shape import Model

SCENARIO = Scenario(seq_len=8192, global_batch=512)


def reasons(model: Model = paper.LLAMA_70B, gpus: int = 64, scenario: Scenario = SCENARIO) -> tuple[str, ...]:
    found = best_layout(model, scenario, paper.H100, gpus, paper.MEGATRON)
    assert found is not None
    return layout_reasons(found)


@pytest.mark.parametrize("model", [paper.LLAMA_8B, paper.LLAMA_70B, paper.MIXTRAL])
def test_no_neighbour_of_the_fastest_layout_is_told_to_be_faster(model: Model) -> None:
    told = reasons(model)

    assert told
    assert not any("shorter" in one for one in told)


def test_a_neighbour_that_does_not_fit_is_told_with_its_memory() -> None:
    told = " ".join(reasons())

    sizes = re.findall(r"does not surely fit, up to ([\d.,]+) GiB of ([\d.]+)", told)
    assert sizes
    assert all(float(size.replace(",", "")) > float(capacity) for size, capacity in sizes)


def test_a_slower_neighbour_is_told_with_what_makes_it_slower() -> None:
    told = " ".join(reasons())

    assert re.search(r"recomputation none: with full a step takes [\d.]+ % longer, most of it recomputation", told)


def test_a_sentence_is_what_the_estimates_of_both_layouts_say() -> None:
    layout = Layout(64, tensor=8, data=8, zero=3, recompute="none")
    question = Question(paper.LLAMA_8B, SCENARIO, paper.H100, layout, paper.MEGATRON)
    other = paper.with_layout(question, recompute="full")
    change = estimate(other).step_seconds.middle / estimate(question).step_seconds.middle - 1

    told = next(one for one in layout_reasons(estimate(question)) if one.startswith("recomputation none"))

    assert f"{100 * change:.2g} % longer" in told


def test_a_dense_model_is_told_nothing_of_experts() -> None:
    assert not any(one.startswith("expert ") for one in reasons(paper.LLAMA_70B))
    assert any(one.startswith("expert ") for one in reasons(paper.MIXTRAL))


def test_a_counted_model_is_explained_by_what_it_has() -> None:
    told = reasons(paper.RESNET, 8, Scenario(seq_len=1, global_batch=2048))

    assert any(one.startswith("recomputation none") for one in told)
    assert not any(one.startswith(("tensor", "pipeline")) for one in told)
