import re
from dataclasses import replace

import pytest

from trainward.errors import PlanError
from trainward.plan.known_models import (
    KnownModel,
    all_models,
    find_model,
    known_models,
    known_shape,
    parse_shape,
)
from trainward.plan.parameters import active_parameters, count_parameters, sum_of
from trainward.plan.written_model import spelling
from trainward.records.model_shape import Experts

KNOWN = known_models()
PUBLISHED = [one for one in KNOWN if one.published_total_b]
SPARSE = [one for one in KNOWN if one.published_active_b]


def name_of(known: KnownModel) -> str:
    return known.shape.name


@pytest.mark.parametrize("known", PUBLISHED, ids=name_of)
def test_a_shape_has_as_many_parameters_as_its_authors_say(known: KnownModel) -> None:
    counted = sum_of(count_parameters(known.shape))

    assert counted / 1e9 == pytest.approx(known.published_total_b, rel=known.within_percent / 100)


@pytest.mark.parametrize("known", SPARSE, ids=name_of)
def test_a_token_meets_as_many_parameters_as_its_authors_say(known: KnownModel) -> None:
    # Some authors leave out the table that is only looked up, some the output layer as well.
    count = count_parameters(known.shape)
    active = active_parameters(known.shape)
    readings = [active, active - count.embedding, active - count.embedding - count.output]

    assert min(abs(one / 1e9 / known.published_active_b - 1) for one in readings) < 0.03


@pytest.mark.parametrize("known", KNOWN, ids=name_of)
def test_a_model_has_a_source_and_a_reason_for_what_is_odd(known: KnownModel) -> None:
    assert len(known.source) > 20
    assert known.within_percent <= 2
    assert (known.within_percent > 1) == bool(known.reason)


def test_no_two_models_share_a_name() -> None:
    names = [(spelling(name), one.shape.name) for one in KNOWN for name in (one.shape.name, *one.aliases)]
    owners: dict[str, set[str]] = {}
    for spelled, owner in names:
        owners.setdefault(spelled, set()).add(owner)

    assert {spelled: owner for spelled, owner in owners.items() if len(owner) > 1} == {}


def test_names_of_published_runs_are_known() -> None:
    names = (
        "LLAMA3_8B LLAMA3_70B LLAMA3.1_405B LLAMA2-7B LLAMA2-13B LLAMA2-70B LLAMA3-8B LLAMA3-70B Llama-3-405B "
        "DeepSeekV3 Qwen3_30B_a3B Qwen3_235B_a22B Kimi_K2 Nemotron-4-15B Llama-3.1-8B Llama-3.1-70B Llama-3.1-405B "
        "Pythia-70M Pythia-160M Pythia-410M Pythia-1B Pythia-1.4B Pythia-2.8B Pythia-6.9B Pythia-12B Falcon-180B "
        "SmolLM3-3B GLM-130B OPT-175B GPT3-175B MT-NLG-530B"
    )

    assert all(find_model(name).name for name in [*names.split(), "GPT OSS 120B", "TinyLlama-1.1B (300B-token figure)"])


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("llama 3 8b", "Llama-3-8B"),
        ("meta-llama/Meta-Llama-3-8B-Instruct", "Llama-3-8B"),
        ("Llama-2-7b-chat-hf", "Llama-2-7B"),
        ("llama-3_1-405b", "Llama-3.1-405B"),
        ("qwen2.5 7b instruct", "Qwen2-7B"),
        ("google/gemma-2-9b-it", "Gemma-2-9B"),
        ("  KIMI k2  ", "Kimi-K2"),
    ],
)
def test_a_name_is_found_however_it_is_spelt(said: str, meant: str) -> None:
    assert find_model(said).name == meant


def test_a_point_in_a_name_is_not_passed_over() -> None:
    assert find_model("Qwen2.5-7B").params_total is None
    with pytest.raises(PlanError):
        find_model("Qwen2-57B")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("GPT-3 (13B)", "GPT-3-13B"),
        ("GPT-3 (13.0B)", "GPT-3-13B"),
        ("GPT-3 (6.7B)", "GPT-3-6.7B"),
        ("GPT-3 (~13B params)", "GPT-3-13B"),
        ("GPT-3 (175 billion parameters)", "GPT-3-175B"),
        ("PaLM (8B)", "PaLM-8B"),
        ("BLOOM (3B)", "BLOOM-3B"),
        ("GPT-2 (1.5B)", "GPT-2-XL"),
        ("GPT-2 (XL)", "GPT-2-XL"),
        ("gpt2-xl 1.5B", "GPT-2-XL"),
        ("Mixtral (8x22B)", "Mixtral-8x22B"),
        ("Mixtral (8×22B)", "Mixtral-8x22B"),
        ("Mixtral-8x7B (46.7B total, 12.9B active)", "Mixtral-8x7B"),
        ("Mixtral-8x7B (8 experts)", "Mixtral-8x7B"),
        ("DeepSeek-V3 (671B-A37B)", "DeepSeek-V3"),
        ("DeepSeek-V3 (3 dense layers)", "DeepSeek-V3"),
        ("Llama-4-Scout (17B active)", "Llama-4-Scout"),
        ("Command R", "Command-R"),
        ("Command R+", "Command-R-Plus"),
        ("Command R+ (104B)", "Command-R-Plus"),
        ("Qwen3-Coder-480B", "Qwen3-Coder-480B-A35B"),
        ("GPT 39.1B", "Megatron-39.1B"),
        ("GPT 18.4B", "Megatron-18.4B"),
        ("Mistral Small 3 24B", "Mistral-Small-24B"),
        ("Llama-3-8B (32 layers)", "Llama-3-8B"),
        ("Llama-3-8B (15T tokens)", "Llama-3-8B"),
        ("Llama-3-8B (trained on 15T, 8xH100)", "Llama-3-8B"),
        ("llama3-70b cut to 12 layers (12B)", "Llama-3-70B cut to 12 layers"),
        ("TinyLlama-1.1B (300B-token figure)", "TinyLlama-1.1B"),
    ],
)
def test_a_size_in_a_name_is_part_of_it_wherever_it_is_written(said: str, meant: str) -> None:
    assert find_model(said).name == meant
    assert known_shape(said) == find_model(said)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Gopher (7.1B)", ": Gopher-280B has not 7.1B parameters"),
        ("Turing-NLG (530B)", ": Turing-NLG-17B has not 530B parameters"),
        ("Jurassic-1 (7.5B)", ": Jurassic-1-178B has not 7.5B parameters"),
        ("GPT-2 (345M)", ": GPT-2 has not 0.345B parameters"),
        ("GPT-2 (tiny)", ": GPT-2 has not the size 'tiny'"),
        ("GPT-3 20B", ": GPT-3-175B has not 20B parameters"),
        ("Mixtral-8x7B (8x22B)", ": Mixtral-8x7B has not 8x22B parameters"),
        ("Mixtral-8x7B (3B active)", ": Mixtral-8x7B has not 3B active parameters"),
        ("Llama-3.1B", ": Llama-3.2-1B has not 3.1B parameters"),
        ("GPT-3.13B", ": GPT-3-13B has not 3.13B parameters"),
        ("Llama-3-8B (16 layers)", ": Llama-3-8B has not 16 layers"),
        ("Llama-3-8B (layers = 16)", ": Llama-3-8B has not 16 layers"),
        ("Llama-3-8B (8 experts)", ": Llama-3-8B has not 8 experts"),
        ("Llama-3-8B (MoE)", ": Llama-3-8B has not experts"),
        ("DBRX (dense)", ": DBRX has not dense layers alone"),
        ("Llama-3-8B w/ 8 experts top-2", ""),
        ("GPT-J-6B/ GPT-NeoX-20B", ""),
        ("GPT-J/GPT-NeoX", ""),
    ],
)
def test_a_name_that_says_what_the_model_has_not_is_refused(said: str, why: str) -> None:
    with pytest.raises(PlanError) as raised:
        find_model(said)

    assert f" known models{why}; nearest are " in str(raised.value)
    assert known_shape(said) is None


@pytest.mark.parametrize("known", KNOWN, ids=name_of)
def test_every_name_of_a_model_finds_it(known: KnownModel) -> None:
    assert {known_shape(name) for name in (known.shape.name, *known.aliases)} == {known.shape}
    assert known_shape(f"{known.shape.name} (a remark)") == known.shape


@pytest.mark.parametrize("known", PUBLISHED, ids=name_of)
def test_no_model_is_taken_for_one_of_three_times_the_size(known: KnownModel) -> None:
    assert known_shape(f"{known.shape.name} ({3 * (known.published_total_b or 0):g}B)") is None


def test_an_unknown_name_is_told_the_three_nearest() -> None:
    with pytest.raises(PlanError) as raised:
        find_model("Llama-3-9B")

    assert "'Llama-3-9B' is none of the" in str(raised.value)
    assert "Llama-3-8B" in str(raised.value)
    assert len(re.findall(r",", str(raised.value).partition("nearest are ")[2].partition(":")[0])) == 2


@pytest.mark.parametrize("name", ["", "?", "   ", "(remark)", "x" * 10_000, "\x00", "//", "モデル"])
def test_a_name_of_nothing_is_told_as_unknown(name: str) -> None:
    with pytest.raises(PlanError, match="known models"):
        find_model(name)


def test_a_cut_model_has_fewer_layers_and_one_dense_one_at_most() -> None:
    cut = find_model("deepseekv3 cut to 4 layers")
    whole = find_model("DeepSeek-V3")

    assert cut.name == "DeepSeek-V3 cut to 4 layers"
    assert whole.experts is not None
    assert replace(cut, name=whole.name, layers=61, experts=whole.experts) == whole
    assert cut.experts == replace(whole.experts, dense_layers=1)


def test_a_cut_model_keeps_the_share_of_layers_with_a_window() -> None:
    assert find_model("Gemma-2-2B cut to 4 layers").windowed_layers == 2


@pytest.mark.parametrize("name", ["llama 3 8b", "GPT3", "deepseek-v2 cut to 4 layers", "  KIMI k2  "])
def test_a_known_shape_is_the_one_that_is_found(name: str) -> None:
    assert known_shape(name) == find_model(name)


@pytest.mark.parametrize("name", ["", "Llama-3-9B", "deepseek-v2 cut to 0 layers", "deepseek-v2 cut to 61 layers"])
def test_a_shape_that_is_not_known_is_none(name: str) -> None:
    assert known_shape(name) is None


def test_parameters_as_published_are_not_those_of_a_cut_model() -> None:
    assert find_model("Gopher-280B").params_total == 280e9
    assert find_model("Gopher-280B cut to 8 layers").params_total is None


@pytest.mark.parametrize("name", ["Gopher-280B", "Chinchilla-70B"])
def test_a_published_total_has_the_projections_of_relative_positions_as_well(name: str) -> None:
    shape = find_model(name)

    assert sum_of(count_parameters(shape)) + shape.layers * shape.hidden**2 == pytest.approx(
        shape.params_total, rel=0.002
    )


@pytest.mark.parametrize("layers", [0, 61, 999])
def test_a_model_is_not_cut_to_more_layers_than_it_has(layers: int) -> None:
    with pytest.raises(PlanError, match=r"has 60 layers; cut it to 1 to 60"):
        find_model(f"deepseek-v2 cut to {layers} layers")


def test_all_models_are_in_the_order_of_their_names() -> None:
    names = [one.name.lower() for one in all_models()]

    assert names == sorted(names)
    assert len(names) > 100


def test_a_table_may_say_only_how_it_differs_from_a_known_model() -> None:
    table = {"like": "Mixtral-8x7B", "name": "wide", "layers": 48, "experts": {"count": 16}}

    shape = parse_shape(table, "wide.toml")

    known = find_model("Mixtral-8x7B")
    assert shape == replace(known, name="wide", layers=48, experts=Experts(16, 2, 14336))


def test_the_file_of_a_known_model_can_be_copied_and_changed() -> None:
    table = {"layers": 2, "hidden": 64, "heads": 4, "ffn": 256, "vocab": 100, "source": "mine", "published_total_b": 1}

    assert parse_shape(table, "copy.toml").layers == 2


@pytest.mark.parametrize(("like", "words"), [("llama-9", "nearest are"), (3, "not the name of a model")])
def test_a_table_like_nothing_known_is_refused(like: object, words: str) -> None:
    with pytest.raises(PlanError, match=words) as raised:
        parse_shape({"like": like}, "mine.toml")

    assert str(raised.value).startswith("mine.toml")
