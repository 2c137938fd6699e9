"""The arithmetic behind the figures of the benchmark."""

from dataclasses import replace

import pytest

from benchmarks.pairing import (
    ARMS,
    ArmTime,
    StepCost,
    arm_order,
    extra_share,
    extra_step,
    noise_share,
    processor_share,
    summary,
    whole_share,
)
from benchmarks.small_costs import SmallCosts
from benchmarks.table import markdown, seconds_text

COST = StepCost(
    case="cnn",
    seed=0,
    steps=1000,
    bare=ArmTime(10.0, 10.0),
    bare_again=ArmTime(10.0, 10.0),
    watched=ArmTime(10.1, 10.05),
    background_seconds=0.04,
    opening_steps=1000,
    opening_seconds=0.06,
    own_share=0.01,
    stored_readings=1000,
    stored_bytes=9000,
)


def test_every_round_has_every_arm_once() -> None:
    assert all(sorted(order) == sorted(ARMS) for order in arm_order(50, seed=1))


def test_each_arm_comes_first_about_equally_often() -> None:
    first = [order[0] for order in arm_order(3000, seed=1)]

    assert all(900 < first.count(arm) < 1100 for arm in ARMS)


def test_a_seed_gives_the_same_order_again() -> None:
    assert list(arm_order(20, seed=3)) == list(arm_order(20, seed=3))


def test_extra_time_is_counted_from_both_bare_arms() -> None:
    uneven = replace(COST, bare=ArmTime(9.9, 9.9), bare_again=ArmTime(10.1, 10.1))

    assert extra_share(uneven) == pytest.approx(0.01)
    assert extra_step(uneven) == pytest.approx(0.0001)
    assert noise_share(uneven) == pytest.approx(0.0202, abs=1e-4)


def test_processor_time_is_compared_on_its_own() -> None:
    assert processor_share(COST) == pytest.approx(0.005)


def test_the_whole_share_counts_the_opening_and_the_other_threads() -> None:
    assert whole_share(COST) == pytest.approx((0.1 + 0.06 + 0.04) / 20.0)


def test_equal_bare_arms_have_no_noise() -> None:
    assert noise_share(COST) == 0.0


def test_the_median_is_shown_with_its_extremes() -> None:
    assert summary([3.0, 1.0, 2.0]) == summary([1.0, 2.0, 3.0])
    assert (summary([3.0, 1.0, 2.0]).middle, summary([3.0, 1.0, 2.0]).low) == (2.0, 1.0)


def test_no_measurement_is_no_figure() -> None:
    with pytest.raises(ValueError, match="at least one process"):
        summary([])


@pytest.mark.parametrize(
    ("seconds", "text"), [(1.5, "1.5 s"), (0.0123, "12.3 ms"), (4.2e-6, "4.2 µs"), (-2e-6, "-2 µs"), (0.0, "0 µs")]
)
def test_a_time_is_told_in_the_unit_that_suits_it(seconds: float, text: str) -> None:
    assert seconds_text(seconds) == text


def test_the_table_has_a_row_for_each_case_and_names_its_command() -> None:
    small = SmallCosts(value_seconds=4e-7, import_seconds=0.02, import_torch_seconds=0.9)

    text = markdown({"processor": "a fast one"}, {"cnn": [COST]}, small, "make bench")

    assert "| cnn | 10 ms | 100 µs | +1.00% (+1.00% to +1.00%) |" in text
    assert "`make bench`, 1 processes" in text
    assert "| processor | a fast one |" in text
