import math

import pytest

from trainward.records.estimate import Interval
from trainward.report.plan_numbers import (
    AMOUNT,
    DAYS,
    DOLLARS,
    GIB,
    KILOWATTS,
    SHARE,
    STEP,
    TIMES,
    Units,
    change,
    counted,
    figure,
    given,
    part_of,
    ranged,
)

NAN = math.nan


@pytest.mark.parametrize(
    ("value", "units", "told"),
    [
        (0.0123, STEP, "12.3 ms"),
        (0.9996, STEP, "1.00 s"),
        (11.75, STEP, "11.8 s"),
        (0.02, DAYS, "28.8 minutes"),
        (1.5, DAYS, "36.0 hours"),
        (12.34, DAYS, "12.3 days"),
        (950.0, DOLLARS, "950 USD"),
        (61_000.0, DOLLARS, "61.0 kUSD"),
        (10.6e6, DOLLARS, "10.6 MUSD"),
        (999_900.0, DOLLARS, "1.00 MUSD"),
        (353.0, KILOWATTS, "353 kW"),
        (4152.0, KILOWATTS, "4.15 MW"),
        (0.594, SHARE, "59.4 %"),
        (20_512.0, AMOUNT, "20,500"),
        (0.0, GIB, "0 GiB"),
        (0.04, GIB, "0.040 GiB"),
        (NAN, GIB, "not known"),
        (math.inf, DAYS, "infinity"),
    ],
)
def test_a_figure_has_three_digits_and_a_unit_that_keeps_it_short(value: float, units: Units, told: str) -> None:
    assert figure(value, units) == told


@pytest.mark.parametrize(
    ("interval", "units", "told"),
    [
        (Interval(10.9, 12.34, 14.2), DAYS, "12.3 days (10.9 to 14.2)"),
        (Interval(9.87, 12.34, 114.2), DAYS, "12.3 days (9.9 to 114)"),
        (Interval(8.64e6, 9.92e6, 11.2e6), DOLLARS, "9.92 MUSD (8.64 to 11.2)"),
        (Interval(3e3, 61e3, 118e3), DOLLARS, "61.0 kUSD (3.0 to 118)"),
        (Interval(10.0, 141e3, 256e3), DOLLARS, "141 kUSD (0.010 to 256)"),
        (Interval(5.0, 5.0, 5.0), GIB, "5.00 GiB"),
        (Interval(NAN, NAN, NAN), GIB, "not known"),
        (Interval(1.0, 2.0, math.inf), TIMES, "2.00 (1.00 to infinity)"),
    ],
)
def test_a_range_has_the_unit_and_decimals_of_its_middle(interval: Interval, units: Units, told: str) -> None:
    assert ranged(interval, units) == told


def test_what_was_given_is_not_made_to_look_measured() -> None:
    assert given(14.0, DAYS) == "14 days"
    assert given(70.6e9, AMOUNT) == "70.6 B"
    assert given(NAN, GIB) == "not known"


def test_parts_can_be_compared_with_each_other() -> None:
    told = [part_of(value, 11.8, STEP) for value in (8.12, 0.61, 0.002, 0.0)]

    assert told == ["8.1 s", "0.6 s", "<0.1 s", "0.0 s"]


def test_a_change_of_memory_has_its_sign() -> None:
    assert [change(gib) for gib in (-6.2, 0.01, 1.4, NAN)] == ["-6.20 GiB", "none", "+1.40 GiB", "not known"]


def test_one_is_not_many() -> None:
    assert counted(1, "switch") == "1 switch"
    assert counted(1234, "switch") == "1,234 switches"
