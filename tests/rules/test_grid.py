"""Series of many places side by side."""

import numpy as np
import pytest
from page_trace import series

from trainward.records.reading import History
from trainward.rules.grid import by_model, complete, grid, has_normalisation, model_of, row_median, weights


def sized(**elements: float) -> History:
    return {
        "param_size": tuple(series("param_size", [size], name.replace("_", ".")) for name, size in elements.items())
    }


def test_places_that_were_read_at_different_steps_share_the_columns() -> None:
    history = {"s": (series("s", [1.0, 2.0], "a", [10, 30]), series("s", [5.0], "b", [20]))}

    table = grid(history, "s")

    assert table.places == ("a", "b")
    assert table.steps.tolist() == [10, 20, 30]
    np.testing.assert_array_equal(table.values, [[1.0, np.nan, 2.0], [np.nan, 5.0, np.nan]])


def test_the_rows_follow_the_order_asked_for() -> None:
    history = {"s": (series("s", [1.0], "a"), series("s", [2.0], "b"), series("s", [3.0], "c"))}

    assert grid(history, "s", ("c", "a", "never read")).places == ("c", "a")


def test_a_signal_that_was_never_read_has_no_cells() -> None:
    assert grid({}, "s").values.shape == (0, 0)


def test_only_steps_with_every_place_are_complete() -> None:
    history = {"s": (series("s", [1.0, np.nan, 3.0], "a"), series("s", [1.0, 2.0], "b", [1, 2]))}

    assert complete(grid(history, "s")).steps.tolist() == [2]


def test_the_median_leaves_out_what_is_not_finite() -> None:
    values = np.array([[1.0, np.nan], [np.inf, np.nan], [3.0, np.nan]])

    np.testing.assert_array_equal(row_median(values, axis=0), [2.0, np.nan])


def test_weights_are_neither_biases_nor_scales_of_a_normalisation() -> None:
    history = sized(
        conv_weight=4608, conv_bias=32, bn_weight=2048, bn_bias=2048, rms_weight=64, fc_weight=320, fc_bias=10
    )

    assert list(weights(history)) == ["conv.weight", "fc.weight"]


def test_the_layers_of_a_tiny_network_are_weights() -> None:
    assert list(weights(sized(a_weight=8, a_bias=4, b_weight=4, b_bias=1))) == ["a.weight", "b.weight"]


@pytest.mark.parametrize("size", [0.0, -3.0, np.nan, np.inf])
def test_a_size_that_is_none_counts_for_nothing(size: float) -> None:
    assert weights(sized(a_weight=size)) == {}


def test_several_models_are_told_by_the_class_in_front() -> None:
    known = {"Generator.0.weight": 1.0, "Generator.2.weight": 1.0, "Discriminator.0.weight": 1.0}

    assert [list(model) for model in by_model(known)] == [
        ["Generator.0.weight", "Generator.2.weight"],
        ["Discriminator.0.weight"],
    ]


@pytest.mark.parametrize("place", ["0.weight", "encoder.layers.0.weight", "input of fc2"])
def test_the_only_model_has_no_name(place: str) -> None:
    assert model_of(place) == ""


def test_the_input_of_a_layer_belongs_to_its_model() -> None:
    assert model_of("input of Discriminator.0") == "Discriminator"


@pytest.mark.parametrize("module", ["ln1", "blocks.0.norm1", "features.bn", "LayerNorm"])
def test_normalisation_is_told_by_its_name(module: str) -> None:
    assert has_normalisation({}, ["fc", module])


def test_normalisation_is_told_by_its_parameters() -> None:
    assert has_normalisation(sized(fc_weight=4096, x_weight=64, x_bias=64), ["fc", "x"])


def test_a_plain_network_has_no_normalisation() -> None:
    assert not has_normalisation(sized(fc_weight=4096, fc_bias=64), ["fc", "relu", "blnk"])
