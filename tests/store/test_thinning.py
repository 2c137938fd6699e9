import numpy as np

from trainward.records.reading import Series
from trainward.store.thinning import thinned_series


def _series(count: int) -> Series:
    return Series("loss", "", np.arange(count), np.linspace(0.0, 1.0, count))


def test_a_short_series_stays_as_it_is() -> None:
    series = _series(100)

    assert thinned_series(series, 100) is series


def test_the_newest_half_of_the_limit_is_complete_and_the_rest_is_strided() -> None:
    thin = thinned_series(_series(10_000), 100)

    assert len(thin.steps) <= 100
    assert thin.steps[0] == 0
    assert list(thin.steps[-50:]) == list(range(9950, 10_000))


def test_a_nan_among_old_readings_is_kept() -> None:
    series = _series(10_000)
    series.values[123] = np.nan

    thin = thinned_series(series, 100)

    assert 123 in thin.steps
    assert len(thin.steps) <= 101


def test_a_series_of_nothing_but_nan_stays_bounded() -> None:
    series = Series("loss", "", np.arange(10_000), np.full(10_000, np.nan))

    assert len(thinned_series(series, 100).steps) <= 200
