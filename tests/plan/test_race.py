"""The best pair of GPU type and number is found without looking at all of them."""

from dataclasses import replace
from functools import cache
from itertools import product
from math import inf, isnan

import paper_questions as paper
import pytest

from trainward.plan.fastest import case, fastest
from trainward.plan.parts import find_gpu
from trainward.plan.race import Cell, Choice, Goal, Objective, choice, least_days, race
from trainward.plan.run_days import days_of, seconds_within
from trainward.records.hardware import PriceRange
from trainward.records.layout import Scenario
from trainward.records.model_shape import Model

SCENARIO = Scenario(seq_len=8192, global_batch=256)
TOKENS = 1e11
NAMES = ("A100", "H100")
COUNTS = (8, 32, 128)


@cache
def cells(model: Model = paper.LLAMA_8B, names: tuple[str, ...] = NAMES) -> tuple[Cell, ...]:
    cases = [case(model, SCENARIO, find_gpu(name), paper.MEGATRON) for name in names]
    return tuple(Cell(one, gpus) for one, gpus in product(cases, COUNTS))


@cache
def all_choices(model: Model = paper.LLAMA_8B) -> tuple[Choice, ...]:
    found = ((cell, fastest(cell.open_case, cell.gpus).layout) for cell in cells(model))
    return tuple(choice(cell, layout, TOKENS) for cell, layout in found if layout is not None)


def value(one: Choice, objective: Objective) -> float:
    return {"time": one.length.wall_days.middle, "cost": one.rental.middle, "count": one.cell.gpus}[objective]


@pytest.mark.parametrize("objective", ["time", "cost", "count"])
@pytest.mark.parametrize("model", [paper.LLAMA_8B, paper.LLAMA_70B])
@pytest.mark.parametrize("share", [None, 1.5, 4.0])
def test_the_winner_is_the_best_of_all_that_keep_the_limits(
    objective: Objective, model: Model, share: float | None
) -> None:
    every = all_choices(model)
    deadline = share and share * min(one.length.wall_days.middle for one in every)
    keeping = [one for one in every if deadline is None or one.length.wall_days.middle <= deadline]

    found = race(cells(model), Goal(objective, TOKENS, deadline_days=deadline)).best

    assert found is not None
    assert value(found, objective) == pytest.approx(min(value(one, objective) for one in keeping), rel=1e-6)
    assert found.estimate.fits


def test_of_gpus_that_cost_nothing_the_fewest_that_keep_the_limits_are_taken() -> None:
    free = PriceRange(0.0, 0.0, "2026", "own")
    own = [case(paper.LLAMA_8B, SCENARIO, replace(find_gpu(name), cloud_hour=free), paper.MEGATRON) for name in NAMES]
    every = [Cell(one, gpus) for one, gpus in product(own, COUNTS)]

    loose = race(every, Goal("cost", TOKENS, deadline_days=1000.0, budget_usd=1.0)).best
    tight = race(every, Goal("cost", TOKENS, deadline_days=loose.length.wall_days.middle / 2)).best if loose else None

    assert loose is not None
    assert tight is not None
    assert (loose.cell.gpus, loose.rental.middle) == (8, 0)
    assert loose.cell.open_case.gpu.name == "H100-SXM-80GB"
    assert tight.cell.gpus > 8


def test_own_gpus_go_before_rented_ones_however_slow() -> None:
    free = PriceRange(0.0, 0.0, "2026", "own")
    own = case(paper.LLAMA_8B, SCENARIO, replace(find_gpu("A100"), cloud_hour=free), paper.MEGATRON)

    found = race([*cells(), *(Cell(own, gpus) for gpus in COUNTS)], Goal("cost", TOKENS)).best

    assert found is not None
    assert found.rental.middle == 0


def test_the_fastest_within_a_budget_costs_no_more_than_it() -> None:
    every = all_choices()
    budget = 1.1 * min(one.rental.middle for one in every)
    keeping = [one for one in every if one.rental.middle <= budget]

    found = race(cells(), Goal("time", TOKENS, budget_usd=budget)).best

    assert found is not None
    assert found.rental.middle <= budget
    assert found.length.wall_days.middle == pytest.approx(min(one.length.wall_days.middle for one in keeping))


def test_the_fewest_gpus_are_the_fastest_of_that_number() -> None:
    found = race(cells(), Goal("count", TOKENS)).best
    assert found is not None

    alike = [one for one in all_choices() if one.cell.gpus == found.cell.gpus]

    assert found.length.wall_days.middle == pytest.approx(min(one.length.wall_days.middle for one in alike))


def test_what_cannot_keep_a_limit_is_told_with_the_limit() -> None:
    outcome = race(cells(paper.LLAMA_70B), Goal("time", TOKENS, deadline_days=1e-3))

    assert outcome.best is None
    assert {miss.why for miss in outcome.misses} == {"memory", "deadline"}
    assert len(outcome.misses) == len(cells())


def test_a_budget_of_next_to_nothing_leaves_all_out_for_money() -> None:
    outcome = race(cells(), Goal("cost", TOKENS, budget_usd=1e-3))

    assert {miss.why for miss in outcome.misses} <= {"budget", "memory"}
    assert outcome.considered == 0


def test_a_gpu_without_a_cloud_price_has_an_unknown_rent() -> None:
    found = race(cells(names=("MI300X",)), Goal("time", TOKENS)).best

    assert found is not None
    assert isnan(found.rental.middle)


def test_no_choice_takes_fewer_days_than_its_bound() -> None:
    for one in all_choices():
        assert least_days(one.cell, TOKENS) <= one.length.wall_days.middle


def test_the_days_of_an_open_run_are_those_of_its_estimate() -> None:
    for one in all_choices():
        open_case = one.cell.open_case
        layout = one.estimate.question.layout
        found = fastest(open_case, one.cell.gpus)

        assert found.layout == layout
        days = days_of(open_case, one.cell.gpus, TOKENS, found.seconds)
        assert days == pytest.approx(one.length.wall_days.middle)


def test_the_longest_step_within_some_days_takes_just_those_days() -> None:
    for cell in cells(paper.RESNET)[:3] + cells()[:3]:
        seconds = seconds_within(cell.open_case, cell.gpus, TOKENS, 12.5)

        assert days_of(cell.open_case, cell.gpus, TOKENS, seconds) == pytest.approx(12.5)
        assert days_of(cell.open_case, cell.gpus, TOKENS, seconds * 1.01) > 12.5


def test_an_unbounded_race_looks_at_more_than_a_bounded_one() -> None:
    free = race(cells(), Goal("cost", TOKENS))
    assert free.best is not None

    bounded = race(cells(), replace(Goal("cost", TOKENS), deadline_days=free.best.length.wall_days.middle * 1.001))

    assert bounded.best is not None
    assert bounded.considered <= free.considered < inf
