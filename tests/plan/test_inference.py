"""Serving is sized by memory and speed, as published figures have them within the range."""

import csv
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import paper_questions as paper
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainward.errors import PlanError
from trainward.plan.inference import inference
from trainward.plan.known_models import find_model
from trainward.plan.parts import find_gpu
from trainward.plan.serving_memory import cache_bytes, read_bytes, weight_bytes
from trainward.plan.serving_time import Replica, cycle_seconds, prompt_seconds, token_seconds
from trainward.records.hardware import Gpu
from trainward.records.inference import InferenceLoad, InferencePlan
from trainward.records.layout import Stack
from trainward.records.model_shape import ModelShape

PUBLISHED = Path(__file__).with_name("published_serving.csv")
BF16, FP8 = Stack("", "bf16"), Stack("", "fp8")
RANGES = ("memory_gib", "first_token_seconds", "token_seconds", "prefill_tokens_per_second", "tokens_per_second")


def served(
    shape: ModelShape = paper.LLAMA_70B,
    stack: Stack = FP8,
    gpus: int | None = None,
    gpu: Gpu = paper.H100,
    **load: Any,
) -> InferencePlan:
    return inference(shape, gpu, stack, InferenceLoad(**load), gpus)


def refusal(*arguments: Any, **named: Any) -> str:
    with pytest.raises(PlanError) as caught:
        served(*arguments, **named)
    return str(caught.value)


def published_over_estimated(row: dict[str, str]) -> float:
    sequences, prompt, output = (int(row[key]) for key in ("sequences", "prompt_tokens", "output_tokens"))
    load = InferenceLoad(prompt, output, kv_bytes=float(row["kv_bytes"]))
    stack = Stack("", row["precision"])  # type: ignore[arg-type]  # one of the formats
    one = Replica(find_model(row["model"]), find_gpu(row["gpu"]), stack, load, int(row["tensor"]), 1)
    value = float(row["value"])
    if row["kind"] == "first":
        return value / 1e3 / prompt_seconds(one)
    if row["kind"] == "token":
        return value / 1e3 * output / cycle_seconds(one, sequences)
    whole = prompt_seconds(one, sequences) + output * token_seconds(one, sequences)
    return sequences * output / (value * one.tensor) / whole


def test_published_figures_lie_within_the_range_as_often_as_it_says() -> None:
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        ratios = [published_over_estimated(row) for row in csv.DictReader(file)]

    inside = sum(0.85 <= ratio <= 1.7 for ratio in ratios) / len(ratios)

    assert len(ratios) == 43
    assert 0.8 < median(ratios) < 1.25
    assert inside >= 0.75


@paper.ALIKE
@given(paper.shapes(), st.sampled_from(["H100", "A100", "B200", "GB200", "GH200"]), st.integers(1, 5000))
def test_every_plan_fits_and_carries_what_was_asked(shape: ModelShape, name: str, sequences: int) -> None:
    try:
        found = served(shape, BF16, gpu=find_gpu(name), sequences=sequences)
    except PlanError:
        # what is too large for 16 servers is refused, as other tests see
        return

    assert found.memory_gib.middle <= 0.9 * found.capacity_gib * 1.000001
    assert found.replicas * found.sequences >= sequences
    assert found.gpus == found.replicas * found.tensor * found.pipeline
    for field in RANGES:
        one = getattr(found, field)
        assert 0 < one.low <= one.middle <= one.high


def test_weights_have_the_width_of_their_format() -> None:
    whole = weight_bytes(paper.LLAMA_70B, "bf16")

    assert whole == pytest.approx(2 * 70.55e9, rel=0.01)
    assert weight_bytes(paper.LLAMA_70B, "fp8") == pytest.approx(whole / 2, rel=0.05)
    assert weight_bytes(paper.LLAMA_70B, "nvfp4") < 0.35 * whole


def test_grouped_and_latent_attention_keep_a_smaller_cache() -> None:
    load = InferenceLoad()
    wide = replace(paper.LLAMA_70B, kv_heads=64)

    assert cache_bytes(paper.LLAMA_70B, load, 1) == 80 * 2 * 8 * 128 * 2
    assert cache_bytes(paper.LLAMA_70B, load, 1) * 8 == cache_bytes(wide, load, 1)
    assert cache_bytes(paper.DEEPSEEK, load, 1) == 61 * (512 + 64) * 2


def test_a_window_bounds_the_cache() -> None:
    windowed = replace(paper.LLAMA_8B, window=1024, windowed_layers=16)
    load = InferenceLoad()

    assert cache_bytes(windowed, load, 1024) == cache_bytes(paper.LLAMA_8B, load, 1024)
    assert cache_bytes(windowed, load, 1_000_000) < 0.51 * cache_bytes(paper.LLAMA_8B, load, 1_000_000)


def test_few_tokens_read_few_experts_and_many_read_all() -> None:
    one, many = (read_bytes(paper.MIXTRAL, "bf16", tokens) for tokens in (1, 1000))

    assert one < 0.4 * many
    assert read_bytes(paper.LLAMA_8B, "bf16", 1) == read_bytes(paper.LLAMA_8B, "bf16", 1000)


def test_one_sequence_is_bound_by_memory_and_a_prompt_by_compute() -> None:
    slow, fast = paper.H100, replace(paper.H100, bandwidth_tb_s=2 * paper.H100.bandwidth_tb_s)
    load = InferenceLoad(4096, 256)
    before, after = (Replica(paper.LLAMA_8B, gpu, BF16, load, 1, 1) for gpu in (slow, fast))

    assert token_seconds(after, 1) < 0.6 * token_seconds(before, 1)
    assert prompt_seconds(after) > 0.9 * prompt_seconds(before)


def test_more_sequences_at_once_give_more_tokens_and_a_longer_wait_for_each() -> None:
    few, many = (served(paper.LLAMA_8B, BF16, sequences=count) for count in (8, 64))

    assert few.gpus == many.gpus
    assert many.tokens_per_second.middle > few.tokens_per_second.middle
    assert many.token_seconds.middle > few.token_seconds.middle


def test_more_load_needs_more_gpus() -> None:
    wanted = [served(tokens_per_second=rate).gpus for rate in (100.0, 10_000.0, 100_000.0)]

    assert wanted == sorted(wanted)
    assert wanted[0] < wanted[2]


def test_the_tokens_that_are_wanted_are_reached_in_the_middle() -> None:
    assert served(tokens_per_second=20_000.0).tokens_per_second.middle >= 20_000


def test_a_model_larger_than_a_server_is_spread_over_several() -> None:
    found = served(paper.DEEPSEEK, BF16)

    assert found.pipeline > 1
    assert found.tensor * found.pipeline > 8
    assert any("stages" in text for text in found.assumptions)


def test_given_gpus_carry_as_many_replicas_as_they_hold() -> None:
    found = served(gpus=8)

    assert found.gpus <= 8
    assert found.tokens_per_second.middle >= served(gpus=4).tokens_per_second.middle


def test_what_is_not_fitted_is_said() -> None:
    told = " ".join(served(paper.DEEPSEEK, FP8, gpu=find_gpu("H200")).assumptions)

    assert "no constant is fitted on published figures of serving" in told
    assert "experts are spread" in told
    assert "compressed cache" in told


def test_too_few_gpus_for_one_replica_are_told_with_what_is_enough() -> None:
    least = served(stack=BF16).tensor

    assert f"give at least {least}" in refusal(stack=BF16, gpus=least - 1)


def test_a_model_that_fits_on_no_replica_is_told_with_its_memory() -> None:
    told = refusal(replace(paper.LLAMA_70B, layers=8000), BF16)

    assert "weights of" in told
    assert "a narrower precision" in told


def test_a_sequence_that_is_too_long_is_told_to_be_shortened() -> None:
    told = refusal(paper.gpt(96, 12288, 96), FP8, prompt_tokens=100_000_000)

    assert "a shorter prompt or output" in told


@pytest.mark.parametrize(
    ("load", "told"),
    [
        ({"prompt_tokens": 0}, "0 tokens of a prompt"),
        ({"output_tokens": -1}, "-1 tokens of output"),
        ({"sequences": 0}, "0 sequences"),
        ({"tokens_per_second": -5.0}, "-5 tokens a second"),
        ({"kv_bytes": 0.0}, "0 bytes of a key"),
        ({"gpus": 0}, "0 GPUs"),
    ],
)
def test_a_load_that_cannot_be_is_refused(load: dict[str, Any], told: str) -> None:
    assert told in refusal(**load)


def test_a_gpu_without_the_format_is_refused() -> None:
    assert "no matrix products" in refusal(gpu=paper.A100)


@pytest.mark.parametrize("sequences", [1, 4, 5, 63, 100])
def test_no_more_sequences_are_at_work_on_given_gpus_than_are_asked_for(sequences: int) -> None:
    found = served(gpus=64, sequences=sequences)

    at_work = found.tokens_per_second.middle * found.token_seconds.middle

    assert at_work == pytest.approx(sequences)
    assert found.replicas <= sequences <= found.replicas * found.sequences


def test_few_sequences_on_many_gpus_are_served_by_wide_replicas() -> None:
    found = served(gpus=64, sequences=4)

    assert (found.gpus, found.replicas, found.tensor, found.pipeline) == (32, 4, 8, 1)
    assert found.tokens_per_second.middle > 4 * served(gpus=1, sequences=1).tokens_per_second.middle
    assert any(text.startswith("32 of the 64 GPUs have nothing to do") for text in found.assumptions)


def test_gpus_that_are_too_few_for_a_replica_are_told() -> None:
    assert "they are too few for one more replica" in served(stack=BF16, gpus=5).assumptions[-1]


def test_a_size_that_holds_all_sequences_goes_before_a_faster_one_that_does_not() -> None:
    all_held, too_many = served(gpus=8, sequences=1000), served(gpus=8, sequences=10**6)

    assert all_held.replicas * all_held.sequences >= 1000
    assert too_many.replicas * too_many.sequences < 1000
    assert too_many.tokens_per_second.middle > all_held.tokens_per_second.middle


def test_sequences_at_work_are_no_more_than_asked_where_gpus_are_counted() -> None:
    found = served(sequences=997)

    assert found.tokens_per_second.middle * found.token_seconds.middle == pytest.approx(997)


def test_a_replica_works_on_a_thousand_sequences_where_memory_allows() -> None:
    found = served(paper.LLAMA_8B, FP8, gpus=1, gpu=find_gpu("H200"), sequences=700, prompt_tokens=128)

    assert (found.replicas, found.sequences) == (1, 700)
    assert found.memory_gib.middle <= 0.9 * found.capacity_gib


def test_one_sequence_is_told_as_one() -> None:
    told = " ".join(served(sequences=1).assumptions)

    assert "1 sequence at a time" in told
    assert "1 sequences" not in told


def test_the_fewest_replicas_that_are_fast_enough_are_taken() -> None:
    wanted = 8000.0
    found = served(paper.LLAMA_8B, BF16, sequences=300, tokens_per_second=wanted)

    assert found.tensor * found.pipeline == 1
    assert found.tokens_per_second.middle >= wanted
    assert served(paper.LLAMA_8B, BF16, gpus=found.replicas - 1, sequences=300).tokens_per_second.middle < wanted
