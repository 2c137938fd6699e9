import numpy as np
from page_trace import series

from trainward.rules.side_by_side import side_by_side


def test_only_steps_that_all_signals_share_are_kept() -> None:
    history = {
        "target_min": (series("target_min", [1.0, 2.0, 3.0], "mse_loss", [1, 5, 9]),),
        "target_max": (series("target_max", [10.0, 20.0, 30.0], "mse_loss", [5, 7, 9]),),
    }

    low, high = side_by_side(history, "mse_loss", "target_min", "target_max")

    assert low.steps.tolist() == high.steps.tolist() == [5, 9]
    assert low.values.tolist() == [2.0, 3.0]
    assert high.values.tolist() == [10.0, 30.0]


def test_readings_that_are_not_finite_are_left_out_at_all_signals() -> None:
    history = {
        "target_min": (series("target_min", [1.0, np.nan, 3.0]),),
        "target_max": (series("target_max", [np.inf, 20.0, 30.0]),),
    }

    low, high = side_by_side(history, "", "target_min", "target_max")

    assert low.values.tolist() == [3.0]
    assert high.values.tolist() == [30.0]


def test_of_two_readings_at_one_step_the_later_counts() -> None:
    history = {
        "target_min": (series("target_min", [1.0, 2.0], "", [4, 4]),),
        "target_max": (series("target_max", [9.0], "", [4]),),
    }

    low, _ = side_by_side(history, "", "target_min", "target_max")

    assert low.values.tolist() == [2.0]


def test_a_signal_that_was_never_read_leaves_nothing() -> None:
    history = {"target_min": (series("target_min", [1.0, 2.0]),)}

    low, high = side_by_side(history, "", "target_min", "target_max")

    assert len(low.values) == len(high.values) == 0
