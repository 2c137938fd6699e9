"""What the planner is held to, on papers that had no part in the constants that predict them."""

from collections.abc import Mapping, Sequence

import pytest

from benchmarks.plan import our_answers
from benchmarks.plan_baselines import memory_pairs, step_pairs
from benchmarks.plan_cross import Residual, cross_validated, held_ranges
from benchmarks.plan_fit import read_table
from benchmarks.plan_fitting import measured_runs
from benchmarks.plan_rows import ROWS, Answer, read_rows
from benchmarks.plan_scores import error_score, layout_sets, rank_score
from trainward.plan.constants import fitted

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def residuals() -> Sequence[Residual]:
    return cross_validated(measured_runs(read_table(ROWS)), fitted())


@pytest.fixture(scope="module")
def answers(residuals: Sequence[Residual]) -> Mapping[str, Answer]:
    return our_answers(read_table(ROWS), residuals)


def test_steps_of_strangers_papers_are_met_within_12_percent_in_the_middle(answers: Mapping[str, Answer]) -> None:
    score = error_score(step_pairs(read_rows(ROWS), answers))

    assert score is not None
    assert score.middle <= 0.12
    assert score.tenth_worst <= 0.35


def test_the_layouts_of_a_run_are_ranked_and_the_chosen_one_costs_no_more_than_1_percent(
    answers: Mapping[str, Answer],
) -> None:
    runs = read_rows(ROWS)
    seconds = {name: one.step_seconds for name, one in answers.items() if one.step_seconds is not None}

    score = rank_score(layout_sets(runs), seconds)

    assert score is not None
    assert score.tau >= 0.5
    assert score.regret <= 0.01


def test_ranges_of_80_percent_hold_70_to_90(residuals: Sequence[Residual]) -> None:
    held = held_ranges(residuals)

    assert 0.7 <= sum(held.values()) / len(held) <= 0.9


def test_allocated_memory_is_met_within_5_percent_on_nine_of_ten_runs(answers: Mapping[str, Answer]) -> None:
    score = error_score(memory_pairs(read_rows(ROWS), answers))

    assert score is not None
    assert score.tenth_worst <= 0.05
