import math
from datetime import date

import pytest

from trainward.errors import PlanError
from trainward.plan.shape_table import read_shape, shown
from trainward.records.model_shape import Experts, LatentAttention, ModelShape

LEAST: dict[str, object] = {"layers": 4, "hidden": 64, "heads": 8, "ffn": 256, "vocab": 1000}
EXPERTS: dict[str, object] = {"count": 8, "active": 2, "ffn": 128}
LATENT: dict[str, object] = {"q_rank": 0, "kv_rank": 16, "nope_dim": 8, "rope_dim": 4, "value_dim": 8}


def refusal(**changes: object) -> str:
    with pytest.raises(PlanError) as raised:
        read_shape({**LEAST, **changes}, "mine.toml")
    return str(raised.value)


def test_what_a_table_does_not_say_is_usual() -> None:
    shape = read_shape(LEAST, "mine.toml")

    assert shape == ModelShape("mine.toml", 4, 64, 8, kv_heads=8, head_dim=8, ffn=256, vocab=1000)


def test_a_table_may_say_everything() -> None:
    table = {
        **LEAST,
        "name": "all",
        "kv_heads": 2,
        "head_dim": 16,
        "gated": False,
        "tied_embeddings": True,
        "window": 128,
        "windowed_layers": 2,
        "params_total": 1e6,
        "params_active": 5e5,
        "experts": {**EXPERTS, "shared_ffn": 128, "dense_layers": 1},
        "latent": LATENT,
    }

    shape = read_shape(table, "mine.toml")

    assert shape == ModelShape(
        "all", 4, 64, 8, 2, 16, 256, 1000, False, True, Experts(8, 2, 128, 128, 1), LatentAttention(0, 16, 8, 4, 8),
        128, 2, 1e6, 5e5,
    )  # fmt: skip


@pytest.mark.parametrize("value", [0, -4, 1.5, "4", True, None, [4], {"a": 1}, math.nan, math.inf, 10**40])
@pytest.mark.parametrize("key", ["layers", "hidden", "heads", "kv_heads", "head_dim", "vocab"])
def test_a_value_that_no_transformer_has_is_refused(key: str, value: object) -> None:
    message = refusal(**{key: value})

    assert message.startswith(f"mine.toml: {key} is ")
    assert message.endswith("correct it")


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert read_shape({**LEAST, "layers": 4.0}, "mine.toml").layers == 4


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"laiers": 3}, "'laiers' is no key of a model"),
        ({"gated": 1}, "gated is 1, not true or false"),
        ({"name": 3}, "name is 3, not a text of 1 to 200 letters"),
        ({"name": " "}, "name is ' ', not a text of 1 to 200 letters"),
        ({"params_total": -1}, "not a number of parameters above 0"),
        ({"kv_heads": 3}, "heads = 8 is no multiple of kv_heads = 3"),
        ({"heads": 7}, "hidden = 64 is no multiple of heads = 7"),
        ({"ffn": 0}, "ffn is 0 in a model with dense layers"),
        ({"windowed_layers": 5, "window": 8}, "windowed_layers = 5 of 4 layers"),
        ({"windowed_layers": 2}, "2 windowed layers with window = 0"),
        ({"experts": 8}, "it is 8, not a table"),
        ({"experts": {"count": 8}}, "no active, ffn"),
        ({"experts": {**EXPERTS, "top": 2}}, "'top' is no key of it"),
        ({"experts": {**EXPERTS, "active": 9}}, "9 active experts of 8"),
        ({"experts": {**EXPERTS, "dense_layers": 5}}, "dense_layers = 5 of 4 layers"),
        ({"experts": {**EXPERTS, "count": -8}}, "count is -8"),
        ({"latent": {"kv_rank": 16}}, "no q_rank, nope_dim, rope_dim, value_dim"),
    ],
)
def test_numbers_that_do_not_agree_are_refused(changes: dict[str, object], words: str) -> None:
    assert words in refusal(**changes)


def test_a_table_without_its_main_numbers_is_told_which() -> None:
    with pytest.raises(PlanError, match="no layers, heads, 2 of the 4 keys a model must have"):
        read_shape({"hidden": 64, "vocab": 1000}, "mine.toml")


def test_layers_that_all_have_experts_need_no_dense_width() -> None:
    shape = read_shape({**LEAST, "ffn": 0, "experts": EXPERTS}, "mine.toml")

    assert shape.experts == Experts(8, 2, 128)


@pytest.mark.parametrize(
    ("value", "told"),
    [(True, "true"), (5.0, "5"), (1e9, "1000000000"), ("H100", "'H100'"), (date(2026, 9, 1), "2026-09-01")],
)
def test_a_value_is_shown_as_it_is_written_in_a_file(value: object, told: str) -> None:
    assert shown(value) == told


def test_published_parameters_of_a_model_are_not_those_of_one_that_is_changed() -> None:
    known = read_shape({**LEAST, "name": "known", "params_total": 1e6}, "known.toml")

    same, deeper = read_shape({"name": "other"}, "mine.toml", known), read_shape({"layers": 8}, "mine.toml", known)

    assert (same.params_total, deeper.params_total) == (1e6, None)


def test_a_long_value_is_cut_in_the_message() -> None:
    assert len(refusal(layers="9" * 10_000)) < 200
