"""The layouts that are looked at are many, differ, and none contradicts itself."""

from itertools import pairwise
from math import ceil

import paper_questions as paper
import pytest
from effort import lines_run
from hypothesis import given
from hypothesis import strategies as st

from trainward.plan.candidates import layouts
from trainward.plan.known_models import find_model
from trainward.plan.parts import find_gpu
from trainward.plan.question_check import question_troubles
from trainward.records.estimate import Question
from trainward.records.hardware import Gpu
from trainward.records.layout import Layout, Scenario, Stack
from trainward.records.model_shape import Model

COUNTS = st.sampled_from([1, 2, 8, 24, 36, 64, 96, 256, 1000, 2048])
MODELS = st.one_of(paper.shapes(), st.just(paper.RESNET))
GPUS = st.sampled_from([paper.H100, paper.A100, find_gpu("GB200"), find_gpu("GH200"), find_gpu("TPU v4")])
SCENARIO = Scenario(seq_len=8192, global_batch=512)
RECOMPUTED = ("none", "selective", "full")


def found(
    model: Model = paper.LLAMA_70B,
    gpus: int = 64,
    scenario: Scenario = SCENARIO,
    gpu: Gpu = paper.H100,
    stack: Stack = paper.MEGATRON,
) -> list[Layout]:
    return list(layouts(model, scenario, gpu, gpus, stack))


@paper.ALIKE
@given(MODELS, GPUS, COUNTS, st.sampled_from([1, 96, 512]), st.sampled_from(["", "fsdp", "torchtitan", "deepspeed"]))
def test_no_layout_contradicts_itself(model: Model, gpu: Gpu, gpus: int, batch: int, framework: str) -> None:
    scenario, stack = Scenario(seq_len=8192, global_batch=batch), Stack(framework)

    for one in found(model, gpus, scenario, gpu, stack):
        assert list(question_troubles(Question(model, scenario, gpu, one, stack))) == []


@pytest.mark.parametrize("model", [paper.LLAMA_70B, paper.DEEPSEEK, paper.RESNET])
def test_no_layout_comes_twice(model: Model) -> None:
    every = found(model)

    assert len(set(every)) == len(every) > 5


def test_tensor_ranks_share_a_scale_up_link() -> None:
    assert {one.tensor for one in found(gpu=paper.H100)} == {1, 2, 4, 8}
    assert {one.tensor for one in found(gpu=find_gpu("GB200"))} == {1, 2, 4, 8, 16, 32, 64}
    assert {one.tensor for one in found(gpu=find_gpu("GH200"))} == {1}


def test_the_stages_of_a_pipeline_are_nearly_alike() -> None:
    for one in found(paper.DEEPSEEK, 256):
        longest = ceil(61 / one.pipeline)

        assert longest * one.pipeline <= 1.06 * 61
        assert ceil(61 / one.pipeline / one.virtual_stages) * one.virtual_stages <= longest


def test_an_interleaved_pipeline_works_in_whole_rounds() -> None:
    for one in found():
        count = SCENARIO.global_batch // one.data // one.micro_batch

        assert one.virtual_stages == 1 or count % one.pipeline == 0


def test_parameters_are_sharded_only_where_no_pipeline_splits_them() -> None:
    assert {(one.pipeline > 1, one.zero) for one in found()} == {(False, 1), (False, 3), (True, 1)}


def test_only_long_sequences_are_spread_over_gpus() -> None:
    assert {one.context for one in found(scenario=Scenario(seq_len=4096, global_batch=512))} == {1}
    assert {one.context for one in found(scenario=Scenario(seq_len=32_768, global_batch=512))} == {1, 2, 4, 8}


def test_experts_are_spread_over_whole_tensor_groups() -> None:
    assert {one.expert for one in found(paper.LLAMA_70B)} == {1}
    for one in found(paper.DEEPSEEK, 256):
        assert one.expert >= one.tensor
        assert 256 % one.expert == 0


def test_selective_recomputation_is_looked_at_only_where_it_selects_something() -> None:
    assert {one.recompute for one in found(stack=paper.MEGATRON)} == {"none", "full"}
    assert {one.recompute for one in found(stack=Stack("torchtitan"))} == set(RECOMPUTED)
    assert {one.recompute for one in found(gpu=paper.A100, stack=paper.OLD_MEGATRON)} == set(RECOMPUTED)


def test_software_that_only_shards_is_not_asked_to_split_layers() -> None:
    every = found(stack=Stack("llm-foundry"))

    assert {(one.tensor, one.pipeline, one.context, one.zero) for one in every} == {(1, 1, 1, 3)}


def test_a_model_known_by_its_count_is_only_replicated() -> None:
    every = found(paper.RESNET, 8, Scenario(seq_len=1, global_batch=2048))

    assert {one.data for one in every} == {8}
    assert max(one.micro_batch for one in every) == 256


def test_micro_batches_rise_and_recomputation_with_them() -> None:
    def place(one: Layout) -> tuple[int, int]:
        return one.micro_batch, RECOMPUTED.index(one.recompute)

    for before, after in pairwise(found(stack=Stack("torchtitan"))):
        same = all(
            getattr(before, name) == getattr(after, name)
            for name in Layout.__slots__
            if name not in ("micro_batch", "recompute")
        )
        assert not same or place(before) < place(after)


def test_a_hundred_layers_on_a_thousand_gpus_are_listed_with_little_work() -> None:
    model, scenario = find_model("Llama-3.1-405B"), Scenario(seq_len=8192, global_batch=2048)

    assert lines_run(lambda: found(model, 1024, scenario)) < 600_000
