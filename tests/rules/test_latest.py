from page_trace import series

from trainward.rules.latest import latest


def test_the_latest_part_is_measured_in_steps_and_not_in_readings() -> None:
    dense_then_sparse = series("dead_units", [0.1, 0.2, 0.3, 0.4, 0.5], "act", [1, 2, 3, 4, 101])

    assert latest(dense_then_sparse, 0.5).values.tolist() == [0.5]


def test_nothing_is_the_latest_part_of_nothing() -> None:
    assert len(latest(series("dead_units", []), 0.5).values) == 0
