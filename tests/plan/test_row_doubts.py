import pytest
from published_table import good

from trainward.plan.known_models import find_model
from trainward.plan.row_doubts import row_doubts
from trainward.plan.row_shape import row_shape

LLAMA = find_model("Llama-3-8B")


def doubts(**changes: str) -> tuple[str, ...]:
    row = good(**changes)
    return row_doubts(row, row_shape(row).shape, None)


@pytest.mark.parametrize("billions", ["64", "1024", "0.8"])
def test_a_size_far_from_the_shape_is_told_with_both(billions: str) -> None:
    row = {"model": "Llama-3-8B", "params_total_b": billions}

    assert row_doubts(row, LLAMA, LLAMA) == (
        f"column params_total_b: {billions}, and the shape has 8.03; the shape counts",
    )


@pytest.mark.parametrize("billions", ["", "8.03", "8", "7", "6.5", "10", "7.0"])
def test_a_size_near_the_shape_is_no_doubt(billions: str) -> None:
    assert row_doubts({"params_total_b": billions}, LLAMA, LLAMA) == ()


def test_a_size_without_the_vocabulary_is_no_doubt() -> None:
    assert doubts(layers="4", hidden="512", heads="8", ffn="2048", params_total_b="0.017", kv_heads="8") == ()


def test_active_parameters_far_from_the_shape_are_told() -> None:
    mixture = find_model("Mixtral-8x7B")

    assert row_doubts({"params_active_b": "12.9", "params_total_b": "46.7"}, mixture, mixture) == ()
    assert row_doubts({"params_active_b": "40"}, mixture, mixture) == (
        "column params_active_b: 40, and the shape has 12.88; the shape counts",
    )


@pytest.mark.parametrize(
    ("kv_heads", "told"),
    [
        ("64", ("column kv_heads: 64 for 32 heads, taken for 32",)),
        ("5", ("column kv_heads: 32 heads do not divide by 5",)),
        ("32", ()),
        ("8", ()),
    ],
)
def test_key_and_value_heads_that_do_not_go_with_the_heads_are_told(kv_heads: str, told: tuple[str, ...]) -> None:
    assert doubts(kv_heads=kv_heads) == told


def test_a_vocabulary_that_is_only_padded_is_no_doubt() -> None:
    assert row_doubts({"vocab": "128512"}, LLAMA, LLAMA) == ()
    assert row_doubts({"vocab": "32000"}, LLAMA, LLAMA) != ()


def test_widths_that_mean_several_things_in_a_mixture_are_not_compared() -> None:
    known = find_model("DeepSeek-V3")

    assert row_doubts({"ffn": "18432", "kv_heads": "1"}, known, known) == ()
