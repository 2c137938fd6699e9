"""Robust statistics say what plain ones say of clean readings, and hold when a few readings are wild."""

import numpy as np
import pytest
from page_trace import series

from trainward.rules.robust import (
    block_medians,
    curve,
    errors_between,
    first_lasting,
    level,
    middle,
    neighbour_correlation,
    noise,
    spread,
    tail_length,
)

NORMAL = np.random.default_rng(0).standard_normal(4000)


def test_spread_and_noise_are_standard_deviations_of_normal_readings() -> None:
    assert spread(NORMAL) == pytest.approx(1, rel=0.05)
    assert noise(NORMAL) == pytest.approx(1, rel=0.05)


def test_a_few_wild_readings_move_nothing() -> None:
    wild = NORMAL.copy()
    wild[::100] = 1e9

    assert middle(wild) == pytest.approx(middle(NORMAL), abs=0.05)
    assert spread(wild) == pytest.approx(spread(NORMAL), rel=0.05)
    assert noise(wild) == pytest.approx(noise(NORMAL), rel=0.1)


def test_noise_leaves_a_slow_trend_out() -> None:
    assert noise(NORMAL + np.linspace(0, 400, len(NORMAL))) == pytest.approx(1, rel=0.05)


def test_the_error_of_a_level_is_the_spread_of_levels() -> None:
    levels = [level(part) for part in NORMAL.reshape(40, 100)]

    seen = np.std([one.value for one in levels])
    assert np.median([one.error for one in levels]) == pytest.approx(seen, rel=0.4)


def test_the_error_of_a_level_is_larger_when_neighbours_resemble_each_other() -> None:
    slow = np.repeat(NORMAL[:100], 40)

    assert level(slow).error > 2 * level(NORMAL).error


def test_levels_are_compared_in_standard_errors() -> None:
    low, high = level(NORMAL[:2000]), level(NORMAL[2000:] + 1)

    assert errors_between(low, high) > 10
    assert errors_between(high, low) < -10
    assert errors_between(low, low) == 0
    assert errors_between(level(np.ones(5)), level(np.full(5, 2.0))) == np.inf


def test_nothing_is_said_of_no_readings() -> None:
    empty = np.empty(0)

    assert np.isnan(middle(empty))
    assert np.isnan(spread(empty))
    assert noise(empty) == 0
    assert level(empty).error == np.inf
    assert neighbour_correlation(empty) == 0


def test_blocks_are_nearly_equal_and_no_more_than_the_readings() -> None:
    assert block_medians(np.arange(100.0), 4).tolist() == [12.0, 37.0, 62.0, 87.0]
    assert block_medians(np.arange(3.0), 20).tolist() == [0.0, 1.0, 2.0]


def test_a_curve_knows_its_start_its_best_and_its_blocks() -> None:
    smooth = curve(series("loss", np.concatenate((np.linspace(10, 1, 50), np.linspace(1, 5, 50)))), blocks=10)

    assert smooth.start == pytest.approx(np.median(np.linspace(10, 1, 50)[:5]))
    assert smooth.best in (4, 5)
    assert (smooth.first[0], smooth.last[-1]) == (0, 99)


def test_neighbours_that_alternate_are_told_from_noise() -> None:
    turns = (-1.0) ** np.arange(200) + 0.1 * NORMAL[:200]

    assert neighbour_correlation(turns) < -0.9
    assert abs(neighbour_correlation(NORMAL)) < 0.1
    assert neighbour_correlation(np.ones(50)) == 0


@pytest.mark.parametrize(
    ("flags", "length"), [([], 0), ([True, True], 2), ([True, False], 0), ([False, True, True], 2)]
)
def test_the_tail_is_counted(flags: list[bool], length: int) -> None:
    assert tail_length(np.array(flags, np.bool_)) == length


def test_the_first_lasting_stretch_is_found() -> None:
    flags = np.array([True, False, True, True, True])

    assert first_lasting(flags, 1) == 0
    assert first_lasting(flags, 3) == 2
    assert first_lasting(flags, 4) == len(flags)
    assert first_lasting(flags[:2], 3) == 2
