"""Each signal against values worked out by hand."""

import math

import pytest
import torch

from trainward.errors import SignalError
from trainward.signals.broadcast_ratio import broadcast_ratio
from trainward.signals.class_counts import class_counts
from trainward.signals.dead_units import dead_units
from trainward.signals.identical_units import identical_units
from trainward.signals.largest import largest
from trainward.signals.norms import norms
from trainward.signals.output_variation import output_variation
from trainward.signals.row_sum_error import row_sum_error
from trainward.signals.saturated_share import saturated_share
from trainward.signals.subsample import subsample
from trainward.signals.total_norm import total_norm
from trainward.signals.update_ratio import update_ratio


def test_norms_of_half_precision_do_not_overflow() -> None:
    half = torch.full((10_000,), 100.0, dtype=torch.float16)

    assert norms([half]).tolist() == [10_000.0]


def test_norms_of_nothing_are_refused_with_the_number_given() -> None:
    with pytest.raises(SignalError, match="0 tensors"):
        norms([])


def test_the_total_norm_is_that_of_all_as_one_vector_and_nan_if_any_is() -> None:
    assert total_norm(torch.tensor([3.0, 4.0])).item() == 5.0
    assert math.isnan(total_norm(torch.tensor([3.0, math.nan])).item())


def test_the_largest_is_absolute() -> None:
    assert largest([torch.tensor([1.0, -7.0]), torch.zeros(2)]).tolist() == [7.0, 0.0]


def test_a_subsample_of_a_dense_tensor_shares_its_memory_whatever_its_layout() -> None:
    for tensor in (torch.zeros(64, 64), torch.zeros(8, 4, 16, 16).to(memory_format=torch.channels_last)):
        view = subsample(tensor, 100)
        tensor += 1.0

        assert 50 <= len(view) <= 110
        assert view.tolist() == [1.0] * len(view)


def test_a_subsample_of_a_tensor_with_gaps_holds_its_elements_only() -> None:
    base = torch.zeros(10, 10)
    base[:, ::2] = 1.0

    assert subsample(base[:, ::2]).tolist() == [1.0] * 50


def test_an_update_ratio_is_exactly_zero_for_what_did_not_change() -> None:
    before = torch.tensor([1.0, 2.0, 2.0, 5.0])
    after = torch.tensor([1.0, 2.0, 2.0, 5.5])

    assert update_ratio(before, after, [3, 1]).tolist() == pytest.approx([0.0, 0.1])


def test_equal_units_are_found_and_random_ones_are_not() -> None:
    assert identical_units(torch.ones(5, 3)).item() == 1.0
    assert identical_units(torch.randn(5, 3, generator=torch.Generator().manual_seed(0))).item() == 0.0


def test_a_dead_channel_is_zero_at_every_place_of_every_image() -> None:
    images = torch.ones(2, 4, 3, 3)
    images[:, 1] = 0.0
    images[0, 2] = 0.0

    assert dead_units(images).item() == 0.25
    assert dead_units(torch.tensor([[0.0, 1.0], [0.0, 0.0]])).item() == 0.5


def test_outputs_near_their_bounds_are_saturated() -> None:
    assert saturated_share(torch.tensor([0.001, 0.5, 0.999, 0.9]), 0.0, 1.0).item() == 0.5


def test_a_constant_output_does_not_vary_and_one_value_a_sample_is_enough() -> None:
    assert output_variation(torch.ones(8, 3)).item() == 0.0
    assert output_variation(torch.tensor([1.0, -1.0])).item() == 1.0


def test_rows_of_a_softmax_sum_to_one() -> None:
    logits = torch.randn(6, 4, generator=torch.Generator().manual_seed(0))

    assert row_sum_error(logits.softmax(1)).item() < 1e-6
    assert row_sum_error(logits).item() > 1e-2


def test_class_counts_leave_out_an_ignored_index() -> None:
    scores = torch.tensor([[9.0, 0.0], [9.0, 0.0], [0.0, 9.0]])

    wanted, found, right = class_counts(scores, torch.tensor([0, 1, -100])).tolist()

    assert (wanted, found, right) == ([1, 1], [2, 0], [1, 0])


@pytest.mark.parametrize(
    ("prediction", "target", "ratio"),
    [((8, 1), (8, 1), 1.0), ((8, 1), (8,), 8.0), ((8,), (8, 1), 8.0), ((8, 3), (1, 3), 1.0), ((0,), (0,), 0.0)],
)
def test_a_silent_broadcast_multiplies_the_elements(
    prediction: tuple[int, ...], target: tuple[int, ...], ratio: float
) -> None:
    assert broadcast_ratio(prediction, target) == ratio
