"""A search answers with the best plan, others beside it, and why; or with the smallest change that works."""

import re
from dataclasses import replace
from functools import cache
from typing import Any

import paper_questions as paper
import pytest

from trainward.errors import PlanError
from trainward.plan.offered import default_gpus
from trainward.plan.parts import find_gpu
from trainward.plan.search import Limits, SearchResult, best_layout, search
from trainward.records.hardware import Gpu
from trainward.records.layout import Scenario, Stack
from trainward.records.model_shape import Model

SCENARIO = Scenario(seq_len=8192, global_batch=512, tokens=1e12)
BOTH = (paper.H100, paper.A100)


@cache
def searched(
    objective: Any = "time",
    model: Model = paper.LLAMA_70B,
    scenario: Scenario = SCENARIO,
    gpus: tuple[Gpu, ...] = BOTH,
    **limits: Any,
) -> SearchResult:
    return search(model, scenario, paper.MEGATRON, gpus, objective, Limits(**{"max_gpus": 256, **limits}))


def refusal(*arguments: Any, **named: Any) -> str:
    with pytest.raises(PlanError) as caught:
        searched(*arguments, **named)
    return str(caught.value)


def test_the_best_layout_fits_and_its_estimate_is_of_the_question() -> None:
    found = best_layout(paper.LLAMA_70B, SCENARIO, paper.H100, 64, paper.MEGATRON)

    assert found is not None
    assert found.fits
    assert found.question.layout.gpus == 64
    assert found.question.scenario == SCENARIO


def test_a_model_that_is_too_large_has_no_best_layout() -> None:
    assert best_layout(paper.LLAMA_70B, SCENARIO, paper.H100, 8, paper.MEGATRON) is None


def test_the_shortest_time_takes_the_most_and_the_fastest_gpus() -> None:
    question = searched("time").best.question

    assert question.layout.gpus == 256
    assert question.gpu == paper.H100


def test_no_number_of_gpus_is_looked_at_that_was_not_named() -> None:
    found = searched("time", counts=(64, 96))

    assert found.best.question.layout.gpus in (64, 96)


def test_the_largest_number_is_looked_at_though_it_is_no_power_of_two() -> None:
    scenario = replace(SCENARIO, global_batch=384)

    assert searched("time", scenario=scenario, max_gpus=192).best.question.layout.gpus == 192


def test_the_fewest_gpus_are_fewer_than_those_of_the_shortest_time() -> None:
    assert searched("count").best.question.layout.gpus < searched("time").best.question.layout.gpus


def test_a_deadline_is_kept_and_told() -> None:
    found = searched("count", deadline_days=120.0)

    assert any(reason.startswith("the deadline of 120 days is kept") for reason in found.reasons)
    assert found.best.question.layout.gpus > searched("count").best.question.layout.gpus


def test_the_limits_of_the_scenario_hold_where_no_others_are_given() -> None:
    scenario = replace(SCENARIO, deadline_days=120.0)

    assert searched("count", scenario=scenario).best == searched("count", scenario=scenario, deadline_days=120.0).best


def test_a_budget_is_kept_and_told() -> None:
    cheap = searched("cost")
    rents = [one.rental_usd.middle for one in cheap.alternatives]

    found = searched("time", budget_usd=max(rents))

    assert any("the budget of" in reason and "is kept" in reason for reason in found.reasons)


def test_other_ways_differ_from_the_best_and_from_each_other() -> None:
    found = searched("time")
    ways = [(one.estimate.question.gpu.name, one.estimate.question.layout) for one in found.alternatives]

    assert 3 <= len(ways) <= 5
    assert len(set(ways)) == len(ways)
    assert (found.best.question.gpu.name, found.best.question.layout) not in ways
    assert {gpus for _, layout in ways for gpus in [layout.gpus]} >= {128, 512}
    assert any(name == paper.A100.name for name, _ in ways)


def test_every_other_way_says_how_much_longer_or_shorter_it_is() -> None:
    for one in searched("time").alternatives:
        assert re.search(r"longer|shorter|as long", one.says)
        assert one.estimate.fits or "may run out of memory" in one.says


def test_reasons_compare_with_the_neighbours_of_each_number() -> None:
    told = " ".join(searched("time").reasons)

    assert re.search(r"tensor \d+: with \d+", told)
    assert "GiB of" in told
    assert "recomputation" in told


def test_what_was_supposed_is_told() -> None:
    found = search(
        paper.LLAMA_8B, replace(SCENARIO, tokens=None), paper.MEGATRON, [paper.H100], "time", Limits(max_gpus=None)
    )

    assert any("at most 1,024 GPUs" in reason for reason in found.reasons)
    assert any("20 a parameter" in reason for reason in found.reasons)
    assert found.tokens == pytest.approx(20 * 8.03e9, rel=0.01)


def test_a_gpu_without_a_price_is_left_out_of_a_comparison_of_costs_and_named() -> None:
    found = searched("cost", gpus=(paper.H100, find_gpu("MI300X")))

    assert found.best.question.gpu == paper.H100
    assert any("MI300X" in text and "no cloud price" in text for text in found.excluded)


def test_a_gpu_without_the_number_format_is_left_out_and_named() -> None:
    found = search(paper.LLAMA_8B, SCENARIO, Stack("", "fp8"), BOTH, "time", Limits(max_gpus=64))

    assert found.best.question.gpu == paper.H100
    assert any("A100-SXM-80GB" in text and "fp8" in text for text in found.excluded)


def test_too_few_gpus_are_told_with_the_memory_and_the_number_that_is_enough() -> None:
    told = refusal(counts=(8,), gpus=(paper.H100,))

    assert re.search(r"the fullest of 8 H100-SXM-80GB needs up to [\d.]+ GiB of 79.1", told)
    enough = int(re.findall(r"(\d+) H100-SXM-80GB, [\d.]+ (?:days|years)", told)[0])
    assert best_layout(paper.LLAMA_70B, SCENARIO, paper.H100, enough, paper.MEGATRON) is not None
    assert best_layout(paper.LLAMA_70B, SCENARIO, paper.H100, enough // 2, paper.MEGATRON) is None


def test_a_deadline_that_cannot_be_kept_is_told_with_one_that_can() -> None:
    told = refusal(counts=(256,), deadline_days=5.0, gpus=(paper.H100,))

    works = float(re.findall(r"a deadline of ([\d.]+) days, with", told)[0])
    assert searched(counts=(256,), deadline_days=works, gpus=(paper.H100,)).best.fits
    assert works > 5


def test_a_budget_that_is_too_small_is_told_with_one_that_is_enough() -> None:
    told = refusal("cost", budget_usd=1000.0, gpus=(paper.H100,))

    amount, unit = re.findall(r"a budget of ([\d.,]+)( million)? USD, with", told)[0]
    enough = float(amount.replace(",", "")) * (1e6 if unit else 1) * 1.01
    assert searched("cost", budget_usd=enough, gpus=(paper.H100,)).best.fits


def test_where_one_change_is_not_enough_the_message_says_what_is() -> None:
    told = refusal("cost", counts=(8,), budget_usd=1.0, deadline_days=0.01, gpus=(paper.A100,))

    assert "no change of one limit is enough" in told
    assert re.search(r"do it in .* for .* USD", told)


def test_a_model_that_fits_nowhere_is_told_so() -> None:
    giant = replace(paper.LLAMA_70B, name="giant", hidden=8192 * 64, heads=64 * 64, ffn=28672 * 64, layers=400)

    assert "no layout on up to 65,536 GPUs fits" in refusal(model=giant)


@pytest.mark.parametrize(
    ("objective", "limits", "told"),
    [
        ("speed", {}, "objective 'speed'"),
        ("time", {"max_gpus": 0}, "at most 0 GPUs"),
        ("time", {"counts": ()}, "numbers of GPUs"),
        ("time", {"counts": (0, 8)}, "numbers of GPUs"),
        ("time", {"counts": (512,)}, "at most 256"),
        ("time", {"deadline_days": -1.0}, "deadline in days is -1"),
        ("time", {"budget_usd": 0.0}, "budget in USD is 0"),
        ("time", {"gpus": ()}, "0 can be compared"),
        ("cost", {"gpus": (find_gpu("MI300X"),)}, "0 can be compared"),
    ],
)
def test_a_limit_that_cannot_be_is_refused(objective: str, limits: dict[str, Any], told: str) -> None:
    assert told in refusal(objective, **limits)


def test_a_search_for_inference_is_refused() -> None:
    assert "inference" in refusal(scenario=replace(SCENARIO, purpose="inference"))


def test_a_counted_model_needs_its_number_of_samples() -> None:
    scenario = Scenario(seq_len=1, global_batch=2048)

    assert "number of images" in refusal(model=paper.RESNET, scenario=scenario)


def test_a_counted_model_is_searched_too() -> None:
    found = searched(model=paper.RESNET, scenario=Scenario(seq_len=1, global_batch=2048, tokens=1e8))

    assert found.best.fits
    assert found.considered > 10


def test_all_usual_gpus_and_numbers_are_searched_for_a_large_model() -> None:
    scenario = Scenario(seq_len=8192, global_batch=2048, tokens=15e12)

    found = search(paper.LLAMA_70B, scenario, paper.MEGATRON, default_gpus(), "cost", Limits(deadline_days=60.0))

    assert found.best.fits
    assert found.excluded


def test_many_gpu_types_are_counted_in_a_refusal_and_not_listed() -> None:
    told = refusal(gpus=default_gpus(), deadline_days=1e-6)

    assert re.search(r"on 1 to 256 of any of \d+ GPU types: no plan keeps a deadline", told)
    assert re.search(r"\d+ of \d+: take longer than the deadline", told)
    assert len(told) < 600


def test_gpus_that_do_not_divide_the_batch_are_told_with_the_nearest_batch_and_number() -> None:
    told = refusal(counts=(100,), gpus=(paper.H100,))

    assert "no layout of 100 GPUs divides the global batch" in told
    batch = int(re.findall(r"a global batch of (\d+)", told)[0])
    nearest = replace(SCENARIO, global_batch=batch)
    assert best_layout(paper.LLAMA_70B, nearest, paper.H100, 100, paper.MEGATRON) is not None
    assert "128 H100-SXM-80GB" in told
