"""Given servers are told what they can train, and in what time."""

from dataclasses import replace
from functools import cache
from math import isnan

import paper_questions as paper
import pytest

from trainward.errors import PlanError
from trainward.plan.fleet import FleetWork, fleet_tasks
from trainward.plan.known_models import find_model
from trainward.plan.largest_model import largest_model, scaled_model
from trainward.plan.overrides import apply_overrides
from trainward.plan.parameters import total_parameters
from trainward.plan.parts import find_gpu
from trainward.plan.training_tasks import training_tasks, usual_scenario
from trainward.records.hardware import Gpu
from trainward.records.layout import Stack


@cache
def work(gpus: int, gpu: Gpu = paper.H100, stack: Stack = paper.MEGATRON) -> FleetWork:
    return fleet_tasks(gpu, gpus, stack)


def test_peak_is_the_data_sheets_and_effective_compute_a_share_of_it() -> None:
    found = work(64)

    assert found.peak_pflops == pytest.approx(64 * 0.989)
    assert 0.2 * found.peak_pflops < found.effective_pflops.middle < 0.8 * found.peak_pflops
    assert any("Llama-3-70B would reach" in text for text in found.assumptions)


def test_compute_in_eight_bits_has_the_peak_of_eight_bits() -> None:
    assert work(64, stack=Stack("", "fp8")).peak_pflops == pytest.approx(64 * 1.979)


def test_tasks_are_told_at_published_tokens_and_at_twenty_a_parameter() -> None:
    found = [one for one in work(64).tasks if one.name == "pre-train Llama-3-8B"]

    assert [one.tokens for one in found] == [pytest.approx(20 * 8.03e9, rel=0.01), 15e12]
    assert found[0].days is not None
    assert found[1].days is not None
    assert found[1].days.middle == pytest.approx(found[0].days.middle * 15e12 / found[0].tokens)
    assert found[0].estimate is not None
    assert found[0].estimate.question.scenario.tokens == found[0].tokens


def test_there_are_tasks_of_each_kind() -> None:
    names = [one.name for one in work(64).tasks]

    assert len(names) >= 20
    assert {name.split()[0] for name in names} == {"pre-train", "fine-tune", "LoRA"}
    assert sum("DeepSeek-V3" in name for name in names) == 1


def test_what_can_be_done_fits_and_what_cannot_says_how_many_gpus_are_enough() -> None:
    for one in work(8).tasks:
        if one.estimate is not None:
            assert one.estimate.fits
            assert one.estimate.question.layout.gpus <= 8
        else:
            assert one.days is None
            assert "needs up to" in one.says
            assert "GPUs are enough" in one.says


def test_more_gpus_can_do_more_and_never_slower() -> None:
    few, many = work(8), work(64)

    for one, other in zip(few.tasks, many.tasks, strict=True):
        if one.days is not None:
            assert other.days is not None
            assert other.days.middle < one.days.middle


def test_a_small_model_works_on_a_part_of_a_large_fleet() -> None:
    found = next(one for one in work(16_384).tasks if one.name == "pre-train Pythia-160M")

    assert found.estimate is not None
    assert found.estimate.question.layout.gpus < 16_384
    assert "more are no faster" in found.says


def test_gpus_that_are_no_power_of_two_get_a_batch_that_they_divide() -> None:
    found = work(24)

    for one in found.tasks:
        if one.estimate is not None and one.estimate.question.layout.gpus == 24:
            assert one.estimate.question.scenario.global_batch % one.estimate.question.layout.data == 0
    assert any("24 GPUs divide" in text for text in found.assumptions)
    assert sum(one.estimate is not None for one in found.tasks) > 10


def test_where_no_reference_fits_the_effective_compute_is_not_known() -> None:
    found = work(1, replace(paper.H100, name="tiny", usable_gib=4.0))

    assert isnan(found.effective_pflops.middle)
    assert all(one.estimate is None for one in found.tasks)


@pytest.mark.parametrize(
    ("gpus", "precision", "told"),
    [(0, "bf16", "1 to 1,000,000"), (10**9, "bf16", "1 to 1,000,000"), (8, "fp8", "no matrix products")],
)
def test_a_fleet_that_cannot_be_is_refused(gpus: int, precision: str, told: str) -> None:
    stack = Stack("", precision)  # type: ignore[arg-type]  # one of the formats

    with pytest.raises(PlanError, match=told):
        fleet_tasks(paper.A100, gpus, stack)


def test_the_largest_model_grows_with_the_fleet() -> None:
    sizes = [largest_size(gpus) for gpus in (8, 64, 512)]

    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[2]


@pytest.mark.parametrize("gpus", [1, 8, 64, 128, 4096])
def test_the_largest_model_is_told_once_or_the_second_is_larger(gpus: int) -> None:
    name, _, scaled = largest_model(paper.H100, gpus, paper.MEGATRON).partition("; with the proportions")

    if scaled:
        assert largest_size(gpus) > 0.99 * total_parameters(find_model(name)) / 1e9


def test_the_largest_known_model_fits_and_no_larger_one_does() -> None:
    name = largest_model(find_gpu("A100"), 64, paper.MEGATRON).split(";")[0]

    assert 30e9 < total_parameters(find_model(name)) < 300e9


def largest_size(gpus: int) -> float:
    """Return the billions of parameters of the largest model that is told."""
    name, _, scaled = largest_model(paper.H100, gpus, paper.MEGATRON).partition("; with the proportions")
    if not scaled:
        return total_parameters(find_model(name)) / 1e9
    return float(scaled.split("about ")[1].split(" billion")[0].replace(",", ""))


def test_a_scaled_model_keeps_its_proportions() -> None:
    small, large = scaled_model(64), scaled_model(128)

    assert large.ffn == 2 * small.ffn
    assert large.hidden == 2 * small.hidden
    assert total_parameters(large) == pytest.approx(total_parameters(find_model("Llama-3.1-405B")), rel=0.02)


def test_every_training_task_has_tokens_and_a_source() -> None:
    for task in training_tasks():
        assert task.tokens
        assert task.source
        assert usual_scenario(task, 64).global_batch >= 1


def test_a_large_fleet_is_judged_by_a_batch_that_is_worth_its_gpus() -> None:
    few, many = work(1024), work(80_000)

    assert many.effective_pflops.middle / many.peak_pflops > 0.5 * few.effective_pflops.middle / few.peak_pflops
    assert any("1,024 tokens a step for each GPU or more" in text for text in many.assumptions)


def test_tasks_have_the_sequences_and_batches_that_a_plan_supposes() -> None:
    found = {one.name: one.estimate.question.scenario for one in work(64).tasks if one.estimate is not None}

    assert {one.seq_len for one in found.values()} == {4096}
    assert found["pre-train Llama-3-8B"].global_batch == 1024
    assert found["fine-tune Llama-3-8B"].global_batch == 128
    assert any("sequences of 4,096 tokens" in text for text in work(64).assumptions)


def test_own_failure_rates_stretch_the_tasks() -> None:
    rates = apply_overrides({"failures": {"server_day": 1.0, "restart_minutes": 240}}, "mine.toml").site.failures
    usual, own = work(64), fleet_tasks(paper.H100, 64, paper.MEGATRON, rates)

    assert usual.tasks[0].days is not None
    assert own.tasks[0].days is not None
    assert own.tasks[0].days.middle > usual.tasks[0].days.middle
