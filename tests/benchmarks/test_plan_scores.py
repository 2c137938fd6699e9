"""Errors, ranks and intervals, against cases that were worked by hand."""

from dataclasses import replace

import pytest

from benchmarks.plan_rows import PublishedRun, read_rows
from benchmarks.plan_scores import (
    LayoutSet,
    Pair,
    error_score,
    kendall_tau,
    layout_sets,
    percentile,
    rank_score,
    regret,
)

# Errors of +10 %, -20 % and +40 %.
PAIRS = [Pair("one", 10.0, 11.0), Pair("one", 10.0, 8.0), Pair("other", 10.0, 14.0)]


@pytest.fixture(scope="module")
def run() -> PublishedRun:
    return next(one for one in read_rows() if one.group == "vtrain")


def layouts(run: PublishedRun, *tensors: int) -> list[PublishedRun]:
    """Return the run at 64 GPUs in layouts that differ in the tensor ranks alone; each takes a second more."""
    return [
        replace(run, id=f"run-{place}", gpus=64, tensor=tensor, pipeline=1, step_seconds=1.0 + place)
        for place, tensor in enumerate(tensors)
    ]


def test_errors_are_shares_of_what_was_measured() -> None:
    score = error_score(PAIRS)

    assert score is not None
    assert (score.rows, score.middle) == (3, pytest.approx(0.2))


def test_the_bias_keeps_the_sign() -> None:
    low = [Pair("one", 10.0, 9.0), Pair("one", 10.0, 8.0), Pair("one", 10.0, 10.5)]
    score = error_score(low)

    assert score is not None
    assert score.bias == pytest.approx(-0.1)


def test_each_paper_counts_once_in_the_median_over_papers() -> None:
    score = error_score(PAIRS)

    assert score is not None
    assert score.by_group == {"one": (2, pytest.approx(0.15)), "other": (1, pytest.approx(0.4))}
    assert score.over_groups == pytest.approx(0.275)


def test_the_tenth_worst_lies_on_the_line_between_its_neighbours() -> None:
    score = error_score(PAIRS)

    assert score is not None
    # Place 0.9 * 2 = 1.8 of 0.1, 0.2, 0.4.
    assert score.tenth_worst == pytest.approx(0.2 + 0.8 * 0.2)


def test_no_prediction_is_no_score() -> None:
    assert error_score([]) is None


@pytest.mark.parametrize(("share", "value"), [(0.0, 1.0), (0.5, 3.0), (0.9, 4.6), (1.0, 5.0)])
def test_a_percentile_is_read_off_the_sorted_values(share: float, value: float) -> None:
    assert percentile([5.0, 1.0, 4.0, 2.0, 3.0], share) == pytest.approx(value)


def test_one_value_is_all_of_its_percentiles() -> None:
    assert percentile([7.0], 0.9) == 7.0


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 1.5)])
def test_a_percentile_of_nothing_or_beyond_the_end_is_refused(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="a share from 0 to 1"):
        percentile(values, share)


def test_one_order_has_a_tau_of_one_and_the_reverse_of_minus_one() -> None:
    assert kendall_tau([1.0, 2.0, 3.0, 4.0], [10.0, 20.0, 30.0, 40.0]) == 1.0
    assert kendall_tau([1.0, 2.0, 3.0, 4.0], [4.0, 3.0, 2.0, 1.0]) == -1.0


def test_one_pair_out_of_order_costs_a_third_of_four() -> None:
    # Five pairs agree, one does not: (5 - 1) / 6.
    assert kendall_tau([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 4.0, 3.0]) == pytest.approx(4 / 6)


def test_ties_count_as_in_tau_b() -> None:
    # The tie leaves five of six pairs, all of which agree: 5 / sqrt(6 * 5).
    assert kendall_tau([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 2.0, 3.0]) == pytest.approx(5 / 30**0.5)


def test_a_prediction_without_an_order_has_no_tau() -> None:
    assert kendall_tau([1.0, 2.0, 3.0], [5.0, 5.0, 5.0 * (1 + 1e-12)]) == 0.0


def test_choosing_the_fastest_is_not_regretted() -> None:
    assert regret([3.0, 2.0, 4.0], [30.0, 10.0, 40.0]) == 0.0


def test_the_regret_is_the_extra_time_of_the_choice() -> None:
    assert regret([3.0, 2.0, 4.0], [10.0, 20.0, 30.0]) == pytest.approx(0.5)


def test_a_tie_for_the_first_place_regrets_its_mean() -> None:
    assert regret([3.0, 2.0, 4.0], [10.0, 10.0, 30.0]) == pytest.approx(0.25)


def test_four_layouts_of_one_run_are_a_set(run: PublishedRun) -> None:
    sets = layout_sets(layouts(run, 1, 2, 4, 8))

    assert [(one.ids, one.measured) for one in sets] == [
        ((("run-0",), ("run-1",), ("run-2",), ("run-3",)), (1.0, 2.0, 3.0, 4.0))
    ]


def test_three_layouts_are_no_set(run: PublishedRun) -> None:
    assert layout_sets(layouts(run, 1, 2, 4)) == []


def test_a_layout_that_was_measured_twice_counts_once(run: PublishedRun) -> None:
    (one,) = layout_sets(layouts(run, 1, 2, 4, 8, 8))

    assert one.ids[3] == ("run-3", "run-4")
    assert one.measured[3] == 4.5


def test_another_global_batch_is_another_question(run: PublishedRun) -> None:
    runs = layouts(run, 1, 2, 4, 8)

    assert layout_sets([replace(runs[0], global_batch=7), *runs[1:]]) == []


def test_a_run_that_was_not_timed_is_in_no_set(run: PublishedRun) -> None:
    runs = layouts(run, 1, 2, 4, 8)

    assert layout_sets([replace(runs[0], step_seconds=None), *runs[1:]]) == []


def test_ranks_are_the_median_over_sets() -> None:
    ids = (("a",), ("b",), ("c",), ("d",))
    sets = [LayoutSet("right", ids, (1.0, 2.0, 3.0, 4.0)), LayoutSet("reverse", ids, (4.0, 3.0, 2.0, 1.0))]
    score = rank_score(sets, {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0})

    assert score is not None
    assert (score.sets, score.tau, score.regret) == (2, 0.0, pytest.approx(1.5))


def test_a_set_with_too_few_predictions_is_not_ranked() -> None:
    one = LayoutSet("half", (("a",), ("b",), ("c",), ("d",)), (1.0, 2.0, 3.0, 4.0))

    assert rank_score([one], {"a": 1.0, "b": 2.0, "c": 3.0}) is None
