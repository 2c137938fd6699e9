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


@pytest.mark.parametrize(
    ("name", "meant"),
    [("GPT (13B)", "GPT-3-13B"), ("Llama (8B)", "Llama-3-8B"), ("Mixtral, 8x22B", "Mixtral-8x22B")],
)
def test_a_size_behind_a_name_without_one_is_part_of_it(name: str, meant: str) -> None:
    found = model_meant(name, None)

    assert found is not None
    assert found.shape.name == meant


@pytest.mark.parametrize(
    "name",
    [
        "Gopher (7.1B)",
        "Llama-3-8B (16 layers)",
        "Llama-3-8B, 16 layers",
        "Llama-3-8B w/ 8 experts top-2",
        "Llama-3-8B, 8 experts",
        "Llama-3-8B, 70B",
        "Qwen3 30B dense",
        "DBRX (dense)",
        "GPT-J-6B/ GPT-NeoX-20B",
        "GPT-J/GPT-NeoX",
        "Llama 3 8B/70B",
        "Llama-3.1B",
        "LLaMA (Llama-2-7B)",
        "GPT-2, tiny",
    ],
)
def test_a_model_that_has_not_what_the_name_says_is_not_meant(name: str) -> None:
    assert model_meant(name, 4096) is None


@pytest.mark.parametrize("name", ["GPT-3 175B, 96 layers", "GPT-3 (175B), trained on 300B tokens", "Llama-3-8B, dense"])
def test_a_remark_that_agrees_with_the_model_changes_nothing(name: str) -> None:
    assert model_meant(name, None) == model_meant(name[:11].strip(" ,"), None)


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
