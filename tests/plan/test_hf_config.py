from dataclasses import replace

import pytest
from hf_files import FILES, usual

from trainward.errors import PlanError
from trainward.plan.hf_config import shape_of_config
from trainward.plan.known_models import find_model

WHERE = "config.json"
LLAMA: dict[str, object] = {"model_type": "llama", **usual(4, 64, 8, 2, 256, 1000)}
SPARSE: dict[str, object] = {"model_type": "mixtral", **usual(4, 64, 8, 2, 256, 1000), "num_local_experts": 8}


@pytest.mark.parametrize("name", FILES)
def test_the_file_of_a_known_model_gives_its_shape(name: str) -> None:
    shape = shape_of_config(FILES[name], WHERE).shape

    assert replace(shape, name=name) == find_model(name)


def test_a_text_model_inside_another_is_told_to_be_counted_alone() -> None:
    told = " ".join(shape_of_config(FILES["Gemma-3-4B"], WHERE).assumptions)

    assert "only text_config is counted" in told
    assert "no num_attention_heads, taken as 8" in told


def test_a_file_that_says_all_needs_no_assumption() -> None:
    assert shape_of_config(LLAMA, WHERE).assumptions == ()


@pytest.mark.parametrize(("activation", "gated"), [("silu", True), ("gelu_new", False), ("relu", False), (None, True)])
def test_an_unknown_type_is_read_by_the_usual_names_and_said_so(activation: str | None, gated: bool) -> None:
    told = shape_of_config({**LLAMA, "model_type": "novel", "hidden_act": activation}, WHERE)

    assert told.shape.gated == gated
    assert "'novel', which is not known" in told.assumptions[0]


def test_a_model_is_called_by_the_last_part_of_its_path() -> None:
    assert shape_of_config({**LLAMA, "_name_or_path": "/some/where/my-llama/"}, WHERE).shape.name == "my-llama"


@pytest.mark.parametrize(
    "key", ["num_hidden_layers", "hidden_size", "num_attention_heads", "vocab_size", "num_experts_per_tok"]
)
def test_a_missing_key_is_named_with_its_file(key: str) -> None:
    config = {name: value for name, value in {**SPARSE, "num_experts_per_tok": 2}.items() if name != key}

    with pytest.raises(PlanError, match=rf"^config.json: no {key}"):
        shape_of_config(config, WHERE)


@pytest.mark.parametrize("value", [0, -1, "many", 2.5, True, [], {}, float("nan"), 10**30])
@pytest.mark.parametrize("key", [key for key in LLAMA if key != "model_type"])
def test_a_value_of_nonsense_is_named_with_its_file(key: str, value: object) -> None:
    with pytest.raises(PlanError, match=rf"^config.json: {key} is "):
        shape_of_config({**LLAMA, key: value}, WHERE)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"num_attention_heads": 7}, "the width 64 is no multiple of 7 heads"),
        ({"num_key_value_heads": 3}, "heads = 8 is no multiple of kv_heads = 3"),
        ({"tie_word_embeddings": "yes"}, "tie_word_embeddings is 'yes', not true or false"),
        ({"sliding_window": "wide"}, "sliding_window is 'wide'"),
        ({"kv_lora_rank": 16}, "no qk_nope_head_dim"),
        ({"num_local_experts": 4, "num_experts_per_tok": 8}, "8 active experts of 4"),
        ({"is_encoder_decoder": True}, "2 stacks where 1 can be counted"),
        ({"model_type": "mamba2"}, "whose parameters do not follow"),
    ],
)
def test_what_is_no_such_transformer_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(PlanError) as raised:
        shape_of_config({**LLAMA, **changes}, WHERE)

    assert words in str(raised.value)


def test_lists_of_layers_say_which_have_experts() -> None:
    shared: dict[str, object] = {**SPARSE, "num_experts_per_tok": 2}

    listed = shape_of_config({**shared, "moe_layers": [1, 3]}, WHERE).shape
    without = shape_of_config({**shared, "mlp_only_layers": [0]}, WHERE).shape

    assert listed.experts is not None
    assert without.experts is not None
    assert (listed.experts.dense_layers, without.experts.dense_layers) == (2, 1)


def test_late_windows_count_from_the_layer_that_the_file_names() -> None:
    config = {
        **LLAMA, "model_type": "qwen2", "use_sliding_window": True, "sliding_window": 32, "max_window_layers": 3,
    }  # fmt: skip

    shape = shape_of_config(config, WHERE).shape

    assert (shape.window, shape.windowed_layers) == (32, 1)


def test_odd_values_beside_the_numbers_do_no_harm() -> None:
    config = {**LLAMA, "layer_types": [{}, [], 3, None], "text_config": [], "_name_or_path": 7, "model_type": []}

    assert shape_of_config(config, WHERE).shape.layers == 4
