"""Figures become phrases of a sentence."""

from math import nan

import pytest

from trainward.plan.wording import change_phrase, days_phrase, layout_phrase, usd_phrase
from trainward.records.layout import Layout


@pytest.mark.parametrize(
    ("days", "told"),
    [(0.01, "14.4 minutes"), (0.5, "12 hours"), (1.9, "45.6 hours"), (30.0, "30 days"), (3652.5, "10 years")],
)
def test_a_time_is_told_in_the_unit_that_keeps_it_readable(days: float, told: str) -> None:
    assert days_phrase(days) == told


@pytest.mark.parametrize(
    ("dollars", "told"),
    [(1234.0, "1,234 USD"), (2.5e6, "2.5 million USD"), (3e9, "3 billion USD"), (nan, "an unknown sum")],
)
def test_a_sum_is_told_in_the_unit_that_keeps_it_readable(dollars: float, told: str) -> None:
    assert usd_phrase(dollars) == told


@pytest.mark.parametrize(
    ("ratio", "told"),
    [(1.07, "7 % longer"), (0.8, "20 % shorter"), (2.5, "2.5 times as long"), (1.004, ""), (nan, "")],
)
def test_a_change_is_told_unless_no_estimate_could_tell_it(ratio: float, told: str) -> None:
    assert change_phrase(ratio, "long", "short") == told


def test_a_layout_is_told_by_what_is_more_than_one() -> None:
    assert layout_phrase(Layout(1)) == "one GPU, micro-batch 1"
    assert layout_phrase(Layout(64, tensor=8, pipeline=2, data=4, virtual_stages=5, recompute="full")) == (
        "tensor 8 x pipeline 2 x data 4, 5 virtual stages, micro-batch 1, full recomputation"
    )
