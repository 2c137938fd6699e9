"""What lasts up to the newest reading."""

import numpy as np
import pytest

from trainward.rules.lasting import lasting_since


def since(holds: list[int], steps: list[int]) -> int | None:
    return lasting_since(np.array(holds, bool), np.array(steps, np.int64))


def test_it_names_the_reading_from_which_on_nothing_broke_it() -> None:
    assert since([1, 0, 1, 1, 1, 1, 1], [0, 5, 10, 15, 20, 25, 30]) == 2


def test_three_readings_far_apart_are_enough() -> None:
    assert since([0, 1, 1, 1], [1, 10, 60, 110]) == 1


@pytest.mark.parametrize(
    ("holds", "steps"),
    [
        ([1, 1, 1, 1, 1, 0], [0, 10, 20, 30, 40, 50]),
        ([1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 5, 6]),
        ([0, 1, 1, 1], [1, 10, 20, 30]),
        ([1, 1], [1, 1000]),
        ([], []),
    ],
    ids=["over by now", "the first steps only", "few and close", "two", "none"],
)
def test_too_short_a_time_does_not_count(holds: list[int], steps: list[int]) -> None:
    assert since(holds, steps) is None
