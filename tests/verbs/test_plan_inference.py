"""A model and its users become what serving takes, the cheapest first, or a refusal that says what to change."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from trainward.errors import PlanError
from trainward.report.inference_figures import inference_figures
from trainward.report.inference_plain import inference_plain
from trainward.verbs.plan_inference import plan_inference
from trainward.verbs.plan_words import Words

WORDS = Words(model="llama-3-8b", purpose="inference", gpu=("H100",))


def test_without_a_load_it_is_one_replica_and_what_it_yields() -> None:
    found = plan_inference(WORDS)
    plan = found.best.plan

    assert (plan.gpus, plan.replicas, plan.gpu.name) == (1, 1, "H100-SXM-80GB")
    assert plan.memory_gib.high < plan.capacity_gib
    assert found.best.carries
    assert any("--sequences or --tokens-per-second asks for a load" in text for text in found.assumptions)


def test_a_load_takes_as_many_gpus_as_the_middle_of_the_estimate_needs() -> None:
    few, many = (plan_inference(replace(WORDS, tokens_per_second=speed)).best for speed in ("1k", "50k"))

    assert few.carries
    assert many.plan.gpus > few.plan.gpus
    assert many.plan.tokens_per_second.middle >= 50_000
    assert many.carries_perhaps


def test_few_sequences_that_must_be_fast_are_spread_over_more_gpus() -> None:
    slow = plan_inference(replace(WORDS, sequences="64")).best.plan
    fast = plan_inference(replace(WORDS, sequences="64", tokens_per_second="8000")).best

    assert slow.tokens_per_second.middle < 8000 <= fast.plan.tokens_per_second.middle
    assert fast.plan.gpus > slow.gpus
    assert fast.plan.replicas * fast.plan.sequences >= 64


def test_what_no_number_of_gpus_reaches_is_said_not_to_be_carried() -> None:
    found = plan_inference(replace(WORDS, sequences="1", tokens_per_second="100k")).best

    assert not found.carries_perhaps


def test_a_price_of_a_million_tokens_is_that_of_the_hour_over_the_speed() -> None:
    found = plan_inference(WORDS).best

    millions = found.plan.tokens_per_second.middle * 3600 / 1e6
    dollars = found.million_tokens_usd

    assert dollars.middle == pytest.approx(found.money.rental_total.middle / millions)
    assert dollars.low < dollars.middle < dollars.high


def test_several_gpus_are_compared_and_the_cheapest_stands_first() -> None:
    found = plan_inference(replace(WORDS, gpu=("B200", "H100", "A100", "H100")))

    dollars = [one.million_tokens_usd.middle for one in (found.best, *found.others)]

    assert len(dollars) == 3
    assert dollars == sorted(dollars)
    assert found.reasons == ("the cheapest by a million tokens of output stands first",)


def test_without_a_gpu_the_usual_ones_are_compared_and_those_left_out_are_named() -> None:
    found = plan_inference(replace(WORDS, gpu=(), precision="fp8"))

    assert len(found.others) >= 2
    assert any("A100-SXM-80GB left out: no matrix products in fp8" in text for text in found.reasons)


def test_a_gpu_that_cannot_is_left_out_with_its_reason() -> None:
    found = plan_inference(replace(WORDS, model="llama-3-70b", gpu=("H100", "B200"), gpus=1))

    assert found.best.plan.gpu.name == "B200-SXM-180GB"
    assert any(text.startswith("left out: serving Llama-3-70B on 1 H100-SXM-80GB") for text in found.reasons)


def test_narrower_precision_and_shorter_sequences_are_faster() -> None:
    base = plan_inference(WORDS).best.plan.tokens_per_second.middle

    assert plan_inference(replace(WORDS, precision="fp8")).best.plan.tokens_per_second.middle > base
    assert plan_inference(replace(WORDS, prompt_tokens="256")).best.plan.tokens_per_second.middle > base


def test_bills_of_whole_servers_are_told_where_fewer_gpus_are_rented() -> None:
    part, whole = plan_inference(replace(WORDS, gpus=4)), plan_inference(replace(WORDS, gpus=8))

    assert any("whole servers" in text for text in part.assumptions)
    assert not any("whole servers" in text for text in whole.assumptions)


def test_own_prices_change_the_rental(tmp_path: Path) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text('[[gpu]]\nname = "H100"\ncloud_hour = 1.0\n', encoding="utf-8")

    found = plan_inference(replace(WORDS, gpus=8, prices=str(prices)))

    assert found.best.money.rental_total.middle == pytest.approx(8)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (replace(WORDS, model=""), "--model llama-3-8b"),
        (replace(WORDS, module="net.py:build", input="3x224x224"), r"--module net.py:build: .*name one with --model"),
        (replace(WORDS, tokens="1T"), "--tokens 1T: .*leave out --for inference"),
        (replace(WORDS, layout="tp=2"), "--layout tp=2"),
        (replace(WORDS, framework="megatron-core"), "--framework"),
        (replace(WORDS, most_gpus=8), "--max-gpus 8"),
        (replace(WORDS, gpu=("H1000",)), "H100-SXM-80GB"),
        (replace(WORDS, gpus=0), "--gpus 0"),
        (replace(WORDS, sequences="-4"), "--sequences"),
        (replace(WORDS, sequences="0.5"), "it is not whole"),
        (replace(WORDS, prompt_tokens="long"), "--prompt-tokens 'long'"),
        (replace(WORDS, output_tokens="0"), "--output-tokens"),
        (replace(WORDS, tokens_per_second="fast"), "--tokens-per-second 'fast'"),
        (replace(WORDS, precision="int4"), "--precision"),
        (replace(WORDS, gpu=("A100",), precision="fp8"), "no matrix products in it; take bf16"),
        (replace(WORDS, model="llama-3-70b", gpus=1), "give at least"),
    ],
)
def test_a_question_that_cannot_be_answered_says_what_to_change(words: Words, said: str) -> None:
    with pytest.raises(PlanError) as refused:
        plan_inference(words)

    assert re.search(said, str(refused.value))


def test_one_sequence_is_told_as_one_in_every_line() -> None:
    told = "\n".join(inference_plain(plan_inference(replace(WORDS, sequences="1"))))

    assert "at work: 1 sequence in a replica, 1 in all" in told
    assert "the cache of 1 whole sequence in a replica" in told
    assert "1 sequences" not in told


def test_replicas_that_are_not_all_full_are_told_with_the_sequences_asked_for() -> None:
    found = plan_inference(replace(WORDS, model="llama-3-70b", precision="fp8", gpus=64, sequences="100"))

    assert "up to 13 sequences in a replica, 100 in all" in "\n".join(inference_plain(found))
    assert inference_figures(found)[0].note == "of 100 sequences at a time"
