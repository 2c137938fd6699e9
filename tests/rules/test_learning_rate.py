"""The learning rate at other steps than those it was read at."""

import numpy as np
from page_trace import series

from trainward.rules.learning_rate import largest_rate, smallest_rate

HISTORY = {
    "learning_rate": (
        series("learning_rate", [0.0, 0.1, 0.01], "/0", [1, 10, 50]),
        series("learning_rate", [0.0], "/1", [1]),
    )
}


def test_a_rate_holds_until_it_is_read_again() -> None:
    assert largest_rate(HISTORY, np.array([0, 5, 10, 49, 50, 99])).tolist() == [0.0, 0.0, 0.1, 0.1, 0.01, 0.01]


def test_a_rate_that_was_never_read_is_zero() -> None:
    assert largest_rate({}, np.array([1, 2])).tolist() == [0.0, 0.0]
    assert smallest_rate({}) == 0.0


def test_a_group_without_learning_rate_is_the_smallest() -> None:
    assert smallest_rate(HISTORY) == 0.0
    assert smallest_rate({"learning_rate": HISTORY["learning_rate"][:1]}) == 0.1
