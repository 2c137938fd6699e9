import numpy as np
import pytest

from trainward.rules.steady_growth import FEWEST, steady_growth

TIME = np.arange(60.0)


def test_even_growth_is_measured_from_the_first_part_to_the_last() -> None:
    assert steady_growth(100 + TIME) == pytest.approx(50)


def test_peaks_do_not_hide_the_growth_below_them() -> None:
    peaks = 1000.0 * (TIME % 5 == 0)

    assert steady_growth(100 + TIME + peaks) == pytest.approx(50, abs=2)


@pytest.mark.parametrize(
    "values",
    [
        np.full(60, 100.0),
        100 + np.minimum(10 * TIME, 150),
        100 + 100.0 * (TIME > 30),
        100 + 300 * (1 - np.exp(-TIME / 8)),
        100 - TIME,
        100 + 50 * np.sin(TIME / 3),
        100 + np.arange(FEWEST - 1.0),
    ],
    ids=["constant", "fills up", "one step", "saturates", "falls", "waves", "short"],
)
def test_what_does_not_grow_evenly_does_not_grow(values: np.ndarray) -> None:
    assert steady_growth(values) == 0
