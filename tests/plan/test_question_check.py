from typing import Any

import paper_questions as paper
import pytest
from advice_taken import advice_taken
from hypothesis import given
from hypothesis import strategies as st

from trainward.errors import PlanError
from trainward.plan.question_check import check_question, nearest_divisor, question_troubles
from trainward.records.estimate import Question
from trainward.records.layout import Layout, Scenario

WRONG: list[tuple[Question, str]] = [
    (paper.question(gpus=60), "= 64, and there are 60 GPUs; with data 60 it is 60"),
    (paper.question(tensor=2, data=8), "= 16, and there are 64 GPUs; with data 32 it is 64"),
    (paper.question(gpus=20, tensor=8, data=2), "which 8 does not divide; take 16 GPUs with data 2"),
    (paper.question(gpus=23, tensor=8, data=2), "which 8 does not divide; take 24 GPUs with data 3"),
    (paper.question(gpus=3, tensor=8, data=1), "take 8 GPUs with data 1"),
    (paper.question(gpus=24, tensor=3, data=8), "32 attention heads of Llama-3-8B do not divide by tensor 3; tensor"),
    (paper.question(gpus=64, pipeline=64, data=1), "64 pipeline stages for 32 layers of Llama-3-8B"),
    (paper.question(pipeline=8, data=8, virtual_stages=5), "8 x 5 virtual stages .*; at most 4 virtual stages"),
    (paper.question(expert=8), "expert 8, and Llama-3-8B has no experts; expert 1"),
    (paper.question(paper.MIXTRAL, expert=16), "must divide the 8 experts of Mixtral-8x7B .*; expert 8 does"),
    (paper.question(paper.MIXTRAL, gpus=12, data=12, expert=8, global_batch=24), "= 12; expert 4 does"),
    (paper.question(global_batch=48), "more than the global batch of 48; a global batch of 64 is the smallest"),
    (paper.question(global_batch=100), "does not divide the global batch of 100; 128 is the nearest"),
    (paper.question(micro_batch=3), "= 192 does not divide the global batch of 512; 576 is the nearest"),
    (paper.question(zero=4), "ZeRO stage 4; it is 0, 1, 2 or 3"),
    (paper.question(zero=-1), "ZeRO stage -1; it is 0, 1, 2 or 3"),
    (paper.question(seq_len=0), "sequence length 0; it is at least 1"),
    (paper.question(global_batch=-5), "global batch -5; it is at least 1"),
    (paper.question(virtual_stages=0), "0 virtual stages; there is at least 1"),
    (paper.question(micro_batch=0), "0 sequences in a micro-batch; there is at least 1"),
    (paper.question(context=-2), "-2 context-parallel ranks; there is at least 1"),
    (paper.question(expert=0), "0 expert-parallel ranks; there is at least 1"),
]
# A global batch of 1 is raised to the least number there is, and 64 replicas need more; that is told next.
ALONE = [(asked, told) for asked, told in WRONG if "global batch -5" not in told]


@pytest.mark.parametrize(("asked", "told"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_what_contradicts_is_told_with_its_values(asked: Question, told: str) -> None:
    with pytest.raises(PlanError, match=told):
        check_question(asked)


@pytest.mark.parametrize(("asked", "told"), ALONE, ids=lambda value: value if isinstance(value, str) else "")
def test_the_change_that_is_told_works_at_once(asked: Question, told: str) -> None:
    trouble = next(question_troubles(asked))

    assert list(question_troubles(advice_taken(asked, trouble))) == []


@paper.ALIKE
@given(paper.questions())
def test_a_question_that_contradicts_nothing_is_not_refused(asked: Question) -> None:
    assert list(question_troubles(asked)) == []


@st.composite
def careless(draw: st.DrawFn) -> Question:
    """Return questions with any numbers in their layout and scenario."""
    count = st.integers(-1, 40)
    shape = draw(st.sampled_from([paper.LLAMA_8B, paper.MIXTRAL, paper.DEEPSEEK]))
    names = ("gpus", "tensor", "pipeline", "data", "context", "expert", "virtual_stages", "micro_batch")
    numbers: dict[str, Any] = {name: draw(count) for name in names}
    layout = Layout(**numbers, zero=draw(st.integers(-1, 4)))
    scenario = Scenario(seq_len=draw(count), global_batch=draw(st.integers(-1, 300)))
    return Question(shape, scenario, paper.H100, layout, paper.MEGATRON)


@paper.ALIKE
@given(careless())
def test_whoever_takes_each_advice_comes_to_a_question_that_is_answered(asked: Question) -> None:
    for _ in range(20):
        trouble = next(question_troubles(asked), None)
        if trouble is None:
            break
        asked = advice_taken(asked, trouble)

    assert list(question_troubles(asked)) == []


@paper.ALIKE
@given(careless())
def test_every_trouble_says_where_it_lies_and_what_to_do(asked: Question) -> None:
    for trouble in question_troubles(asked):
        where, _, rest = trouble.partition(": ")
        told, _, advice = rest.rpartition("; ")

        assert where in ("layout", "scenario")
        assert told
        assert advice


def test_a_counted_model_has_no_heads_to_divide() -> None:
    assert list(question_troubles(paper.question(paper.RESNET, gpus=64, data=64))) == []


@pytest.mark.parametrize(
    ("number", "wanted", "found"), [(40, 3, 2), (32, 3, 2), (96, 7, 6), (7, 4, 1), (7, 5, 7), (8, 8, 8)]
)
def test_of_two_equally_near_divisors_the_smaller_is_offered(number: int, wanted: int, found: int) -> None:
    assert nearest_divisor(number, wanted) == found


@paper.ALIKE
@given(st.integers(1, 500), st.integers(1, 500))
def test_no_divisor_is_nearer_than_the_one_offered(number: int, wanted: int) -> None:
    found = nearest_divisor(number, wanted)

    assert number % found == 0
    assert all(abs(one - wanted) >= abs(found - wanted) for one in range(1, number + 1) if number % one == 0)
