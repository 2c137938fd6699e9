from typing import Any

import pytest
from published_table import MEASURED, answers, good, published

from trainward.plan.row_answer import COLUMNS, RowAnswer, answer_row

STEP = ("pred_iter_time_s", "pred_iter_low", "pred_iter_high")
HOURS = ("pred_gpu_hours", "pred_gpu_hours_low", "pred_gpu_hours_high")


def answer(**changes: Any) -> RowAnswer:
    return answer_row(good(**changes))


def figure(found: RowAnswer, name: str) -> float:
    return float(getattr(found, name))


def test_the_added_columns_are_the_promised_ones_in_their_order() -> None:
    assert COLUMNS == (
        "pred_iter_time_s", "pred_iter_low", "pred_iter_high", "pred_tokens_per_s_per_gpu", "pred_gpu_hours",
        "pred_gpu_hours_low", "pred_gpu_hours_high", "pred_mem_allocated_gib", "pred_mem_device_gib", "fits",
        "in_validated_range", "reason",
    )  # fmt: skip


def test_a_row_that_says_all_gets_every_column() -> None:
    found = answer()

    assert all(getattr(found, name) for name in COLUMNS if name != "reason")
    assert (found.in_validated_range, found.reason) == ("yes", "")


@pytest.mark.parametrize("names", [STEP, HOURS])
def test_a_range_holds_its_figure(names: tuple[str, str, str]) -> None:
    middle, low, high = (figure(answer(), name) for name in names)

    assert 0 < low < middle < high


def test_the_speed_is_that_of_the_step() -> None:
    found = answer()

    tokens_a_step = 128 * 8192

    assert figure(found, "pred_tokens_per_s_per_gpu") * figure(found, "pred_iter_time_s") == pytest.approx(
        tokens_a_step / 64, rel=1e-4
    )


def test_gpu_hours_are_for_the_tokens_of_the_whole_run() -> None:
    one, two = answer(), answer(tokens_trained_b="2000")

    assert figure(two, "pred_gpu_hours") == pytest.approx(2 * figure(one, "pred_gpu_hours"), rel=1e-4)


def test_hours_are_left_empty_where_no_tokens_are_told() -> None:
    found = answer(tokens_trained_b="")

    assert {getattr(found, name) for name in HOURS} == {""}
    assert found.pred_iter_time_s


@pytest.mark.parametrize("column", ["n_gpus", "seq_len", "global_batch"])
def test_a_step_of_unknown_size_has_no_time_but_a_speed_and_hours(column: str) -> None:
    found = answer(**{column: "", "dp": ""})

    assert {getattr(found, name) for name in STEP} == {""}
    assert found.pred_tokens_per_s_per_gpu
    assert found.pred_gpu_hours
    assert found.reason.startswith("supposed: ")
    assert f"pred_iter_time_s is empty, as a step needs n_gpus, seq_len and global_batch: no {column}" in found.reason


def test_a_step_of_told_size_has_no_word_of_what_is_missing() -> None:
    assert "is empty" not in answer(tokens_trained_b="", recompute="").reason


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"recompute": "foo"}, "recompute 'foo' is not understood, taken for empty"),
        ({"zero_or_sharding": "HSDP"}, "zero_or_sharding 'HSDP' is taken for stage 3 over all replicas"),
        ({"precision": "fp7"}, "precision 'fp7' is not understood, taken for empty"),
        ({"gpu": "H100"}, "gpu 'H100' is taken for H100-SXM-80GB, not "),
        ({"kv_heads": "64"}, "column kv_heads: 64 for 32 heads, taken for 32"),
        ({"params_total_b": "64"}, "column params_total_b: 64, and the shape has 8.03; the shape counts"),
        ({"model": "Llama-3-8B", "layers": "40"}, "the row's columns count, layers 40 and not 32 as Llama-3-8B has"),
    ],
)
def test_what_is_interpreted_or_contradicts_is_said_in_the_reason(changes: dict[str, str], words: str) -> None:
    found = answer(**changes)

    assert words in found.reason
    assert found.pred_iter_time_s


def test_a_contradiction_leaves_the_validated_range_as_it_is() -> None:
    assert answer(params_total_b="64").in_validated_range == answer().in_validated_range == "yes"


@pytest.mark.parametrize("mixed", ["bf16 with fp32 gradients", "bf16 (fp8 not used)", "bf16, fp32 master weights"])
def test_words_beside_the_precision_change_no_figure(mixed: str) -> None:
    assert answer(precision=mixed) == answer()


@pytest.mark.parametrize("words", ["no activation checkpointing", "w/o recompute", "AC off", "no"])
def test_words_for_no_recomputation_change_no_figure(words: str) -> None:
    assert answer(recompute=words) == answer()


def test_the_device_shows_more_than_is_allocated() -> None:
    assert figure(answer(), "pred_mem_device_gib") > figure(answer(), "pred_mem_allocated_gib")


@pytest.mark.parametrize(("gpus", "tp", "fits"), [("64", "2", "yes"), ("1", "1", "no")])
def test_a_row_that_cannot_fit_is_answered_and_told_not_to_fit(gpus: str, tp: str, fits: str) -> None:
    found = answer(n_gpus=gpus, tp=tp, dp="", seq_len="4096")

    assert found.fits == fits
    assert found.pred_iter_time_s


def test_a_row_unlike_the_runs_of_the_fit_says_in_what() -> None:
    found = answer(gpu="TPU v5p")

    assert found.in_validated_range == "no"
    assert "outside the validated range: no run on TPU v5p" in found.reason


def test_disputed_figures_are_told() -> None:
    assert "disputed" in answer(gpu="Ascend 910B").reason


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"gpu": "H1000"}, "GPU 'H1000'"),
        ({"gpu": ""}, "gpu"),
        ({"gpu": "A100-SXM-80GB", "precision": "fp8"}, "computes no matrix products in fp8; write bf16, or name a GPU"),
        ({"model": "", "layers": "", "arch_notes": ""}, "fill these columns"),
        ({"arch_notes": "moe"}, "it has experts"),
        ({"tp": "3"}, "column tp: 32 heads do not divide by 3; 2 works"),
        ({"hidden": "-1"}, "column hidden"),
    ],
)
def test_a_row_without_an_answer_says_why_and_nothing_else(changes: dict[str, str], why: str) -> None:
    found = answer(**changes)

    assert why in found.reason
    assert [name for name in COLUMNS if getattr(found, name)] == ["reason"]


def test_the_divisor_that_is_offered_works() -> None:
    assert answer(tp="2", dp="").pred_iter_time_s


def test_an_empty_row_has_a_reason() -> None:
    assert answer_row({}).reason
    assert answer_row(dict.fromkeys(published()[0], "")).reason
    assert answer_row(dict.fromkeys(published()[0])).reason


def test_columns_that_nobody_knows_change_nothing() -> None:
    assert answer(colour="red", note="", pred_iter_time_s="7") == answer()


def test_a_table_without_measured_columns_is_answered_alike() -> None:
    bare = [{name: cell for name, cell in row.items() if name not in MEASURED} for row in published()[::2]]

    assert all(answer_row(row) == answers()[row["id"]] for row in bare)


def test_measured_columns_of_other_rows_change_nothing() -> None:
    rows = published()
    exchanged = [
        {**row, **{name: other[name] for name in MEASURED}}
        for row, other in zip(rows[1::2], reversed(rows[1::2]), strict=True)
    ]

    assert all(answer_row(row) == answers()[row["id"]] for row in exchanged)


@pytest.mark.parametrize("cell", ["-1", "nonsense", "inf", "9" * 400])
def test_nonsense_in_measured_columns_is_not_even_looked_at(cell: str) -> None:
    assert answer(**dict.fromkeys((*MEASURED, "mem_kind", "tflops_kind", "kind", "group"), cell)) == answer()
