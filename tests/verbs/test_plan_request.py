"""What is typed becomes a request: what is left out is supposed and said, what cannot be meant is refused."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from trainward.errors import PlanError
from trainward.records.model_shape import ModelShape
from trainward.verbs.plan_request import request
from trainward.verbs.plan_words import Words

WORDS = Words(model="llama-3-8b", gpu=("H100",), gpus=8)


def supposed(words: Words) -> str:
    return " | ".join(request(words).supposed)


def test_a_model_is_planned_with_its_parameters_told() -> None:
    model = request(WORDS).model

    assert isinstance(model, ModelShape)
    assert model.params_total == pytest.approx(8.03e9, rel=0.001)
    assert model.params_active is None


def test_a_mixture_is_supposed_to_see_20_tokens_for_each_active_parameter() -> None:
    found = request(replace(WORDS, model="qwen3-30b-a3b"))

    assert isinstance(found.model, ModelShape)
    assert found.model.params_active == pytest.approx(3.3e9, rel=0.05)
    assert found.scenario.tokens == pytest.approx(20 * (found.model.params_active or 0))
    assert "20 a parameter that a token meets; --tokens changes it" in " ".join(found.supposed)


def test_a_dense_model_is_supposed_to_see_20_tokens_a_parameter() -> None:
    assert "160.6 B tokens, 20 a parameter; --tokens changes it" in supposed(WORDS)


def test_amounts_and_numbers_are_read_alike() -> None:
    found = request(replace(WORDS, seq_len="8k", tokens="1T", global_batch="1e3"))

    assert (found.scenario.seq_len, found.scenario.global_batch, found.scenario.tokens) == (8000, 1000, 1e12)


def test_a_short_run_is_supposed_to_have_small_batches() -> None:
    found = request(replace(WORDS, tokens="1M"))

    assert found.scenario.global_batch == 128
    assert found.scenario.global_batch * found.scenario.seq_len <= 1e6


def test_a_file_without_a_name_names_its_model(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text('like = "llama-3-8b"\nlayers = 40\n', encoding="utf-8")

    model = request(replace(WORDS, model=str(path))).model

    assert isinstance(model, ModelShape)
    assert (model.name, model.like, model.layers) == ("my", "Llama-3-8B", 40)
    assert model.params_total == pytest.approx(9.78e9, rel=0.001)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (replace(WORDS, tokens="1e308"), "--tokens '1e308': it is more than can be meant; give 1e"),
        (replace(WORDS, seq_len="1e12"), "--seq-len .* 100,000,000 at most"),
        (replace(WORDS, seq_len="0.5"), "--seq-len '0.5': it is not whole"),
        (replace(WORDS, budget="1e30"), "--budget .* at most"),
        (replace(WORDS, global_batch="1e12"), "--global-batch '1e12': it is more than can be meant"),
        (
            replace(WORDS, global_batch="1e8"),
            "--global-batch 100,000,000: a step would take 409.6 B tokens, and the whole run has 160.6 B tokens",
        ),
        (replace(WORDS, tokens="1000"), "--tokens 1,000: less than one sequence of 4,096"),
        (replace(WORDS, framework="x" * 300), "--framework: a name of 300 letters"),
        (replace(WORDS, layout="tp=0"), "--layout tp=0: no whole number from 1"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_limit(words: Words, said: str) -> None:
    with pytest.raises(PlanError) as refused:
        request(words)

    assert re.search(said, str(refused.value))


def test_the_largest_batch_that_a_refusal_names_works() -> None:
    with pytest.raises(PlanError) as refused:
        request(replace(WORDS, tokens="1M", global_batch="1000"))

    most = re.search(r"give (\d+) at most", str(refused.value))

    assert most is not None
    assert request(replace(WORDS, tokens="1M", global_batch=most[1])).scenario.global_batch == int(most[1])
