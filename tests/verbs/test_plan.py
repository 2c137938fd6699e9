"""A request becomes a whole plan, or a refusal that says what to change."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from trainward.errors import PlanError
from trainward.records.plan import Plan
from trainward.verbs.plan import plan
from trainward.verbs.plan_request import Words, request

WORDS = Words(model="llama-3-8b", tokens="1T", gpu=("H100",), gpus=64)


def planned(words: Words) -> Plan:
    return plan(request(words))


def test_a_plan_answers_for_the_model_the_gpus_and_the_tokens_that_were_named() -> None:
    found = planned(WORDS)
    question = found.estimate.question

    assert question.gpu.name == "H100-SXM-80GB"
    assert question.layout.gpus == 64
    assert found.steps * question.scenario.global_batch * question.scenario.seq_len == pytest.approx(1e12)
    assert found.wall_days.middle * 24 * 64 == pytest.approx(found.gpu_hours.middle)


def test_every_range_is_ordered_and_none_is_empty() -> None:
    found = planned(WORDS)

    for one in (found.wall_days, found.gpu_hours, found.estimate.step_seconds, found.money.rental_total):
        assert 0 < one.low < one.middle < one.high


def test_more_tokens_take_longer_and_more_gpus_shorter() -> None:
    base = planned(WORDS)

    assert planned(replace(WORDS, tokens="2T")).wall_days.middle == pytest.approx(2 * base.wall_days.middle)
    assert planned(replace(WORDS, gpus=128)).wall_days.middle < base.wall_days.middle


def test_a_layout_that_is_named_is_the_one_that_is_answered() -> None:
    found = planned(replace(WORDS, layout="tp=2 pp=2 mb=1"))

    layout = found.estimate.question.layout

    assert (layout.tensor, layout.pipeline, layout.data, layout.gpus) == (2, 2, 16, 64)
    assert found.considered == 1


def test_what_was_not_said_is_listed_as_supposed() -> None:
    found = planned(Words(model="llama-3-8b", gpu=("H100",), gpus=8))

    said = " ".join(found.assumptions)

    assert "--tokens changes it" in said
    assert "--global-batch changes it" in said
    assert "as published runs were billed" in said


def test_without_gpus_or_limits_a_deadline_is_supposed_and_kept() -> None:
    found = planned(Words(model="llama-3-8b", tokens="100B", gpu=("H100",)))

    assert found.estimate.question.scenario.deadline_days == 30
    assert found.wall_days.middle <= 30


def test_the_shortest_time_is_looked_for_where_time_or_a_most_of_gpus_is_asked_for() -> None:
    fastest = planned(Words(model="llama-3-8b", tokens="5T", gpu=("H100",), objective="time"))
    most = planned(Words(model="llama-3-8b", tokens="5T", gpu=("H100",), most_gpus=16))

    assert fastest.estimate.question.scenario.deadline_days is None
    assert fastest.wall_days.middle < 30
    assert most.estimate.question.layout.gpus == 16


def test_a_gpu_without_a_price_is_planned_by_time_or_by_number() -> None:
    card = Words(model="llama-3-8b", purpose="lora", gpu=("RTX 4090",))

    four, any_number = planned(replace(card, gpus=4)), planned(card)

    assert any("the shortest time is looked for" in one for one in four.assumptions)
    assert any("the fewest GPUs are looked for" in one for one in any_number.assumptions)
    assert any_number.estimate.question.layout.gpus < 4
    with pytest.raises(PlanError, match="own prices"):
        planned(replace(card, objective="cost"))


def test_own_prices_change_the_bill(tmp_path: Path) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text('[[gpu]]\nname = "H100"\ncloud_hour = 1.0\n', encoding="utf-8")

    found = planned(replace(WORDS, prices=str(prices)))

    assert found.money.rental_total.middle == pytest.approx(found.gpu_hours.middle)


def test_own_failure_rates_stretch_the_run_where_they_cost_more_and_the_plan_says_so(tmp_path: Path) -> None:
    prices = tmp_path / "prices.toml"
    base = planned(WORDS)

    plans = []
    for rate in (0.02, 1.0):
        prices.write_text(f"[failures]\nserver_day = {rate}\nrestart_minutes = 120\n", encoding="utf-8")
        plans.append(planned(replace(WORDS, prices=str(prices))))

    few, many = plans
    assert few.wall_days == base.wall_days
    assert many.wall_days.middle > base.wall_days.middle
    assert any("by your own failure rates" in text for text in many.assumptions)
    assert not any("by your own failure rates" in text for text in few.assumptions)
    for one in (many.failures.goodput, many.failures.interruptions, many.failures.hours_between):
        assert one.low <= one.middle <= one.high


def test_a_search_counts_the_users_own_failures_against_the_deadline(tmp_path: Path) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text("[failures]\nserver_day = 0.7\nrestart_minutes = 300\n", encoding="utf-8")
    asked = Words(model="llama-3-8b", tokens="100B", gpu=("H100",), deadline=6.0, most_gpus=64)

    assert planned(asked).wall_days.middle <= 6
    with pytest.raises(PlanError, match="a deadline of 6 days") as refused:
        planned(replace(asked, prices=str(prices)))
    works = re.search(r"a deadline of ([\d.]+) days, with", str(refused.value))
    assert works is not None
    own = planned(replace(asked, prices=str(prices), deadline=float(works[1])))
    assert 6 < own.wall_days.middle <= float(works[1])


def test_own_gpus_that_cost_nothing_are_planned(tmp_path: Path) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text('[[gpu]]\nname = "H100"\ncloud_hour = 0\n', encoding="utf-8")

    found = planned(Words(model="llama-3-8b", gpu=("H100", "A100"), prices=str(prices), budget="1000"))

    assert found.estimate.question.gpu.name == "H100-SXM-80GB"
    assert found.money.rental_total.middle == 0


def test_software_that_is_not_known_is_told_with_what_it_is_taken_for() -> None:
    told = [text for text in planned(replace(WORDS, framework="foo")).assumptions if "no software named" in text]

    assert len(told) == 1


def test_a_plan_that_does_not_fit_is_never_said_to_fit() -> None:
    found = planned(Words(model="llama-3-70b", gpu=("H100",), gpus=8, layout="dp=8 zero=1"))

    assert not found.estimate.fits
    assert not found.estimate.fits_perhaps


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (Words(), "--model llama-3-8b"),
        (Words(model="lama-3-8b"), "(?i)llama-3-8b"),
        (replace(WORDS, gpu=("H1000",)), "H100-SXM-80GB"),
        (replace(WORDS, gpus=-1), "--gpus -1"),
        (replace(WORDS, tokens="-5"), "--tokens"),
        (replace(WORDS, precision="int4"), "--precision"),
        (replace(WORDS, purpose="dreaming"), "pre-training, fine-tuning"),
        (replace(WORDS, objective="fame"), "time, cost, count"),
        (replace(WORDS, layout="tp=3"), "tensor|GPUs"),
        (replace(WORDS, layout="tp=2", gpu=()), "--gpu H100"),
        (replace(WORDS, module="net.py"), "net.py:build"),
        (Words(model="llama-3.1-405b", gpu=("A100",), gpus=8), "405B"),
        (Words(model="llama-3-8b", tokens="15T", gpu=("A100",), deadline=1.0), "day"),
    ],
)
def test_a_question_that_cannot_be_answered_says_what_to_change(words: Words, said: str) -> None:
    with pytest.raises(PlanError) as refused:
        planned(words)

    assert re.search(said, str(refused.value))


def test_the_layout_that_a_refusal_names_works() -> None:
    with pytest.raises(PlanError, match="tensor 2 does") as refused:
        planned(replace(WORDS, gpus=48, layout="tp=3"))

    works = re.search(r"tensor (\d+) does", str(refused.value))

    assert works is not None
    assert planned(replace(WORDS, gpus=48, layout=f"tp={works[1]}", global_batch="960")).considered == 1
