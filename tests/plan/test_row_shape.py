"""The shape that a row is answered for: its columns, the known model of its name, or one of the usual proportions."""

import pytest
from published_table import good

from trainward.errors import PlanError
from trainward.plan.known_models import find_model
from trainward.plan.parameters import active_parameters, total_parameters
from trainward.plan.row_shape import row_shape
from trainward.records.model_shape import Experts

NAMED = {"layers": "", "hidden": "", "heads": "", "kv_heads": "", "ffn": "", "vocab": "", "arch_notes": ""}


def test_a_row_of_columns_alone_has_its_own_shape() -> None:
    found = row_shape(good())
    shape, supposed = found.shape, found.supposed

    assert (shape.layers, shape.hidden, shape.kv_heads, shape.ffn, shape.vocab) == (32, 4096, 8, 14336, 128256)
    assert shape.gated
    assert supposed == ()


def test_a_known_name_is_enough() -> None:
    shape = row_shape({"model": "Llama-2-7B"}).shape

    assert total_parameters(shape) == pytest.approx(6.74e9, rel=0.001)


def test_the_depth_of_a_cut_model_is_the_rows() -> None:
    shape = row_shape({"model": "Mixtral-8x7B", "layers": "4", "vocab": "50000"}).shape

    assert (shape.layers, shape.vocab, shape.hidden) == (4, 50_000, 4096)


def test_the_columns_of_a_dense_row_come_before_the_model_of_its_name() -> None:
    shape = row_shape(good(model="Llama-2-7B")).shape

    assert (shape.vocab, shape.kv_heads) == (128256, 8)


def test_parameters_alone_give_a_shape_of_as_many() -> None:
    for billions in (0.1, 1.3, 13, 175, 1000):
        found = row_shape({"model": "", "params_total_b": str(billions)})
        shape, supposed = found.shape, found.supposed

        assert total_parameters(shape) == billions * 1e9
        assert shape.hidden % shape.heads == 0
        assert "from its parameters alone" in supposed[0]


def test_a_feed_forward_width_that_is_not_told_is_what_the_parameters_leave() -> None:
    found = row_shape(good(ffn="", vocab="51200", kv_heads="", arch_notes="gelu", params_total_b="6.9"))
    shape, supposed = found.shape, found.supposed

    assert shape.ffn == pytest.approx(4 * 4096, rel=0.06)
    assert any("feed-forward width" in one for one in supposed)


def test_a_vocabulary_that_is_not_told_is_supposed() -> None:
    supposed = row_shape(good(vocab="")).supposed

    assert supposed == ("vocabulary of 50,304",)


@pytest.mark.parametrize(
    ("notes", "ffn", "gated"),
    [
        ("swiglu", "16384", True),
        ("GeGLU", "16384", True),
        ("gelu", "11008", False),
        ("not gated", "11008", False),
        ("no GLU, gelu", "11008", False),
        ("", "16384", False),
        ("", "11008", True),
    ],
)
def test_a_block_is_gated_as_noted_or_as_its_width_tells(notes: str, ffn: str, gated: bool) -> None:
    assert row_shape(good(arch_notes=notes, ffn=ffn)).shape.gated is gated


def test_the_published_parameters_tell_whether_the_embedding_is_tied() -> None:
    whole, less = (row_shape(good(params_total_b=billions)).shape for billions in ("8.03", "7.5"))

    assert not whole.tied_embeddings
    assert less.tied_embeddings


def test_experts_that_are_told_are_read() -> None:
    row = good(arch_notes="moe 128 experts top8", ffn="1536", params_total_b="100", params_active_b="10")
    found = row_shape(row)
    shape, supposed = found.shape, found.supposed

    assert shape.experts == Experts(128, 8, 1536)
    assert active_parameters(shape) < 0.2 * total_parameters(shape)
    assert supposed


@pytest.mark.parametrize(
    "changes",
    [
        {"arch_notes": "moe"},
        {"ep": "8"},
        {"params_total_b": "50", "params_active_b": "10"},
        {"arch_notes": "moe 64 experts top6", "layers": ""},
    ],
)
def test_experts_of_an_unknown_model_that_are_not_told_are_refused(changes: dict[str, str]) -> None:
    with pytest.raises(PlanError, match=r"it has experts, and neither .* name a known model, or describe it"):
        row_shape(good(**changes))


def test_a_model_of_no_name_and_no_size_is_refused() -> None:
    with pytest.raises(PlanError, match=r"model 'mystery': .*fill these columns"):
        row_shape({"model": "mystery"})


def test_a_known_name_with_some_columns_is_the_known_model() -> None:
    found = row_shape({"model": "Llama-3-8B", "hidden": "5120"})

    assert found.shape == find_model("Llama-3-8B")
    assert found.remarks == (
        "Llama-3-8B counts, as the row's shape is not whole: hidden 5,120 and not 4,096, is passed over",
    )


def test_whole_columns_come_before_a_known_name_and_are_told() -> None:
    found = row_shape(good(model="Llama-3-8B", layers="40", params_total_b=""))

    assert found.shape.layers == 40
    assert found.remarks == ("the row's columns count, layers 40 and not 32 as Llama-3-8B has",)


def test_columns_that_are_those_of_the_known_model_are_no_doubt() -> None:
    assert row_shape(good(model="Llama-3-8B")).remarks == ()
    assert row_shape(good(model="Llama-3-8B")).shape == find_model("Llama-3-8B")


def test_columns_of_another_mixture_come_before_a_known_name() -> None:
    row = good(model="Mixtral-8x7B", hidden="2048", heads="16", ffn="1024", arch_notes="moe 64 experts top6")
    found = row_shape(row)

    assert found.shape.experts == Experts(64, 6, 1024)
    assert "hidden 2,048 and not 4,096" in found.remarks[0]


def test_experts_added_to_a_dense_model_are_not_passed_over() -> None:
    row = good(model="Llama-3-8B", arch_notes="swiglu; upcycled to moe 8 experts top2")

    assert row_shape(row).shape.experts == Experts(8, 2, 14336)


@pytest.mark.parametrize("changes", [{"arch_notes": "upcycled MoE"}, {"ep": "8"}])
def test_experts_of_a_known_dense_model_that_are_not_told_are_a_doubt(changes: dict[str, str]) -> None:
    found = row_shape({**NAMED, "model": "Llama-3-8B", **changes})

    assert found.shape == find_model("Llama-3-8B")
    assert found.remarks == ("the row tells of experts, and Llama-3-8B has none",)


@pytest.mark.parametrize("notes", ["no MoE", "dense, no experts", "not a mixture of experts"])
def test_notes_that_deny_experts_are_of_a_dense_model(notes: str) -> None:
    assert row_shape(good(arch_notes=notes)).shape.experts is None


def test_a_name_is_interpreted_only_where_the_columns_do_not_tell_the_shape() -> None:
    assert row_shape({**NAMED, "model": "Llama 70B"}).shape.name == "Llama-2-70B"
    assert row_shape(good(model="Llama 70B", params_total_b="")).shape.name == "Llama 70B"
    assert row_shape(good(model="Llama 70B", params_total_b="")).remarks == ()


def test_the_sequence_length_tells_a_llama_3_from_a_llama_2() -> None:
    for seq_len, meant in (("", "Llama-2-70B"), ("4096", "Llama-2-70B"), ("8192", "Llama-3-70B")):
        found = row_shape({**NAMED, "model": "Llama 70B", "seq_len": seq_len})

        assert found.shape.name == meant
        assert found.remarks == (f"model 'Llama 70B' is taken for {meant}, the usual reading",)


def test_a_window_that_the_known_model_has_is_kept_beside_its_columns() -> None:
    known = find_model("Mistral-7B")
    row = good(model="Mistral-7B", ffn="14336", vocab="32000", layers="16")

    assert known.window
    assert row_shape(row).shape.window == known.window
    assert row_shape(row).shape.windowed_layers == min(16, round(known.windowed_layers / 2))


def test_published_parameters_are_not_kept_where_the_depth_is_another() -> None:
    assert find_model("Gopher").params_total == 280e9
    assert row_shape({"model": "Gopher", "layers": "40"}).shape.params_total is None


@pytest.mark.parametrize(
    ("name", "billions"), [("Gopher (7.1B)", 7.1), ("Llama-3-8B (16 layers)", 4.5), ("Llama-3.1B", 3.1)]
)
def test_a_name_of_another_size_gives_way_to_the_parameters_of_the_row(name: str, billions: float) -> None:
    found = row_shape({"model": name, "params_total_b": f"{billions}"})

    assert found.shape.params_total == billions * 1e9
    assert "from its parameters alone" in found.supposed[0]


def test_a_size_in_parentheses_is_that_of_the_known_model() -> None:
    assert row_shape({"model": "GPT-3 (13B)"}).shape == find_model("GPT-3-13B")


@pytest.mark.parametrize("name", ["Llama-3-8B, 8 experts", "Llama-3-8B w/ 8 experts top-2", "Llama-3-8B (MoE)"])
@pytest.mark.parametrize("row", [NAMED, good()], ids=["named", "whole"])
def test_experts_in_the_name_of_a_dense_model_are_asked_for(name: str, row: dict[str, str]) -> None:
    with pytest.raises(PlanError, match=r"it has experts, and neither"):
        row_shape({**row, "model": name})
