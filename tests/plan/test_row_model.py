import pytest

from trainward.plan.known_models import find_model
from trainward.plan.row_model import model_meant


@pytest.mark.parametrize("name", ["Llama-3-8B", "llama 3 8b", "meta-llama/Meta-Llama-3-8B-Instruct", "GPT3", "BLOOM"])
def test_a_name_that_is_known_needs_no_interpretation(name: str) -> None:
    found = model_meant(name, None)

    assert found is not None
    assert found.shape == find_model(name)
    assert found.remark == ""


@pytest.mark.parametrize(
    ("name", "meant"), [("Llama 405B", "Llama-3.1-405B"), ("GPT-13B", "GPT-3-13B"), ("Mixtral", "Mixtral-8x7B")]
)
def test_a_name_without_a_version_takes_the_usual_reading_and_says_so(name: str, meant: str) -> None:
    found = model_meant(name, None)

    assert found is not None
    assert found.shape.name == meant
    assert found.remark == f"model {name!r} is taken for {meant}, the usual reading"


def test_a_model_that_is_only_like_another_is_told() -> None:
    found = model_meant("LLaMA-like 65B", None)

    assert found is not None
    assert found.remark == "model 'LLaMA-like 65B' is taken for Llama-1-65B"


def test_the_sequence_length_decides_between_llama_2_and_3() -> None:
    meant = [found.shape.name for length in (None, 4096, 8192) if (found := model_meant("LLaMA-70B", length))]

    assert meant == ["Llama-2-70B", "Llama-2-70B", "Llama-3-70B"]


@pytest.mark.parametrize(
    "name", ["", "7B", "Llama", "GPT-4", "my model", "Llama-3-9B", "x" * 5000, "(", "8x8B", "\x00"]
)
def test_a_name_that_means_no_known_model_is_none(name: str) -> None:
    assert model_meant(name, None) is None
