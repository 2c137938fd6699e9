from typing import get_args

import pytest

from trainward.plan.spread import Kind, inverse, scaled, spread
from trainward.records.estimate import Interval


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_range_holds_its_middle_and_is_above_nothing(kind: Kind) -> None:
    found = spread(kind, 2.0)

    assert 0 < found.low < found.middle < found.high


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_range_grows_with_its_figure(kind: Kind) -> None:
    one, two = spread(kind, 1.0), spread(kind, 2.0)

    assert (two.low, two.middle, two.high) == pytest.approx((2 * one.low, 2 * one.middle, 2 * one.high))


def test_outside_the_fit_a_range_is_no_narrower_than_inside() -> None:
    outside = spread("step_outside", 1.0)

    for inside in (spread("step_dense", 1.0), spread("step_sparse", 1.0)):
        assert outside.low <= inside.low
        assert inside.high <= outside.high


def test_the_fastest_step_is_the_highest_speed() -> None:
    assert inverse(Interval(1.0, 2.0, 4.0), 8.0) == Interval(2.0, 4.0, 8.0)


def test_a_scaled_range_is_scaled_at_all_three() -> None:
    assert scaled(Interval(1.0, 2.0, 4.0), 0.5) == Interval(0.5, 1.0, 2.0)
