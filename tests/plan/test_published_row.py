from typing import Any

import pytest
from published_table import good

from trainward.errors import PlanError
from trainward.plan.parameters import active_parameters, total_parameters
from trainward.plan.published_row import RowFacts, row_facts, row_shape
from trainward.records.model_shape import Experts


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("gpus", 64), ("seq_len", 8192), ("global_batch", 128), ("micro_batch", 1), ("tensor", 2), ("pipeline", 1),
        ("data", 32), ("context", 1), ("expert", 1), ("virtual_stages", 1), ("zero", 1), ("recompute", "none"),
        ("precision", "bf16"), ("framework", "Megatron-Core"), ("tokens", 1e12), ("supposed", ()),
    ],
)  # fmt: skip
def test_a_row_is_read_as_it_says(field: str, value: object) -> None:
    assert getattr(row_facts(good()), field) == value


def test_a_row_of_columns_alone_has_its_own_shape() -> None:
    shape, supposed = row_shape(good())

    assert (shape.layers, shape.hidden, shape.kv_heads, shape.ffn, shape.vocab) == (32, 4096, 8, 14336, 128256)
    assert shape.gated
    assert supposed == ()


def test_a_known_name_is_enough() -> None:
    shape, _ = row_shape({"model": "Llama-2-7B"})

    assert total_parameters(shape) == pytest.approx(6.74e9, rel=0.001)


def test_the_depth_of_a_cut_model_is_the_rows() -> None:
    shape, _ = row_shape({"model": "Mixtral-8x7B", "layers": "4", "vocab": "50000"})

    assert (shape.layers, shape.vocab, shape.hidden) == (4, 50_000, 4096)


def test_the_columns_of_a_dense_row_come_before_the_model_of_its_name() -> None:
    shape, _ = row_shape(good(model="Llama-2-7B"))

    assert (shape.vocab, shape.kv_heads) == (128256, 8)


def test_parameters_alone_give_a_shape_of_as_many() -> None:
    for billions in (0.1, 1.3, 13, 175, 1000):
        shape, supposed = row_shape({"model": "", "params_total_b": str(billions)})

        assert total_parameters(shape) == billions * 1e9
        assert shape.hidden % shape.heads == 0
        assert "from its parameters alone" in supposed[0]


def test_a_feed_forward_width_that_is_not_told_is_what_the_parameters_leave() -> None:
    shape, supposed = row_shape(good(ffn="", vocab="51200", kv_heads="", arch_notes="gelu", params_total_b="6.9"))

    assert shape.ffn == pytest.approx(4 * 4096, rel=0.06)
    assert any("feed-forward width" in one for one in supposed)


def test_a_vocabulary_that_is_not_told_is_supposed() -> None:
    _, supposed = row_shape(good(vocab=""))

    assert supposed == ("vocabulary of 50,304",)


@pytest.mark.parametrize(
    ("notes", "ffn", "gated"),
    [
        ("swiglu", "16384", True),
        ("GeGLU", "16384", True),
        ("gelu", "11008", False),
        ("", "16384", False),
        ("", "11008", True),
    ],
)
def test_a_block_is_gated_as_noted_or_as_its_width_tells(notes: str, ffn: str, gated: bool) -> None:
    assert row_shape(good(arch_notes=notes, ffn=ffn))[0].gated is gated


def test_the_published_parameters_tell_whether_the_embedding_is_tied() -> None:
    whole, less = (row_shape(good(params_total_b=billions))[0] for billions in ("8.03", "7.5"))

    assert not whole.tied_embeddings
    assert less.tied_embeddings


def test_experts_that_are_told_are_read() -> None:
    row = good(arch_notes="moe 128 experts top8", ffn="1536", params_total_b="100", params_active_b="10")
    shape, supposed = row_shape(row)

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


def test_an_unknown_gpu_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(PlanError, match=r"GPU 'H1000'.*nearest are H100"):
        row_facts(good(gpu="H1000"))


@pytest.mark.parametrize(("gpu", "precision"), [("H100", "bf16"), ("V100-SXM2-32GB", "fp16")])
def test_a_precision_that_is_not_told_is_one_that_the_gpu_has(gpu: str, precision: str) -> None:
    facts = row_facts(good(gpu=gpu, precision=""))

    assert facts.precision == precision
    assert f"precision {precision}" in facts.supposed


def test_the_network_is_the_one_that_the_notes_tell() -> None:
    assert row_facts(good(arch_notes="swiglu; 800 Gb/s per node")).gpu.network_gbps == 100
    assert row_facts(good()).gpu.network_gbps == 400


def test_a_plain_schedule_in_the_notes_is_one_virtual_stage() -> None:
    def stages(**changes: Any) -> int | None:
        facts: RowFacts = row_facts(good(vp="", **changes))
        return facts.virtual_stages

    assert stages(arch_notes="swiglu, 1F1B") == 1
    assert stages(arch_notes="swiglu, interleaved 1F1B") is None
    assert stages() is None


def test_sequence_parallelism_is_a_word_of_its_own() -> None:
    assert row_facts(good(recompute="selective+SP")).sequence_parallel
    assert not row_facts(good(recompute="unspecified")).sequence_parallel


@pytest.mark.parametrize(
    "column", ["layers", "hidden", "n_gpus", "tp", "seq_len", "tokens_trained_b", "params_total_b"]
)
def test_a_wrong_cell_is_told_by_its_column(column: str) -> None:
    with pytest.raises(PlanError, match=f"^column {column}: '-3' is no positive number"):
        row_facts(good(**{column: "-3"}))
