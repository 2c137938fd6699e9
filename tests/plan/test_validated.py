from dataclasses import replace

import paper_questions as paper
import pytest

from trainward.plan.parts import find_gpu
from trainward.plan.validated import Validated, extrapolations, published
from trainward.records.estimate import Question
from trainward.records.layout import Stack

INSIDE = Validated(
    kinds=(("hopper", "bf16", "dense"), ("hopper", "fp8", "dense"), ("hopper", "bf16", "sparse")),
    seq_len=(1024.0, 8192.0),
    gpus=(8.0, 1024.0),
    params_b=(1.0, 100.0),
)


def test_a_run_like_those_of_the_fit_extrapolates_nothing() -> None:
    assert extrapolations(paper.question(), INSIDE) == ()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (paper.question(gpu=find_gpu("MI300X")), "no run on MI300X"),
        (paper.question(stack=Stack("Megatron-Core", "fp16")), "no run in fp16 on H100"),
        (paper.question(paper.MIXTRAL, Stack("Megatron-Core", "fp8")), "no run of a sparse model in fp8"),
        (paper.question(purpose="lora"), "and this is lora"),
        (paper.question(seq_len=32_768), "tokens in a sequence: 32,768"),
        (paper.question(seq_len=128), "tokens in a sequence: 128"),
        (paper.question(gpus=4096, data=4096, global_batch=4096), "GPUs: 4,096"),
        (paper.question(paper.gpt(96, 12288, 96)), "billion parameters"),
        (paper.question(paper.RESNET), "not a transformer"),
    ],
)
def test_what_no_run_of_the_fit_is_like_is_told(asked: Question, told: str) -> None:
    (sentence,) = extrapolations(asked, INSIDE)

    assert told in sentence


@pytest.mark.parametrize(("length", "outside"), [(8192, 0), (10_240, 0), (10_241, 1), (820, 0), (819, 1)])
def test_a_quarter_beyond_the_runs_of_the_fit_is_still_inside(length: int, outside: int) -> None:
    assert len(extrapolations(paper.question(seq_len=length), INSIDE)) == outside


def test_everything_that_is_outside_is_told() -> None:
    asked = paper.question(paper.gpt(96, 12288, 96), gpu=find_gpu("MI300X"), seq_len=32_768, purpose="fine-tuning")

    assert len(extrapolations(asked, INSIDE)) == 4


def test_the_published_runs_cover_the_usual_generations_in_sensible_numbers() -> None:
    found = published()

    assert {"ampere", "hopper", "blackwell"} <= {one[0] for one in found.kinds}
    for low, high in (found.seq_len, found.gpus, found.params_b):
        assert 0 < low < high


def test_a_sparse_model_is_sparse_by_its_experts() -> None:
    only_dense = replace(INSIDE, kinds=(("hopper", "bf16", "dense"),))

    assert extrapolations(paper.question(paper.MIXTRAL), only_dense)
    assert not extrapolations(paper.question(paper.LLAMA_8B), only_dense)
