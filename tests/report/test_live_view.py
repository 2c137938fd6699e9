import math
from dataclasses import replace

import numpy as np
import pytest
from reports import HEALTHY, RUN, SICK

from trainward.records.reading import Series
from trainward.report.live_view import LINES, live_lines, sparkline


def test_the_view_has_always_the_same_height_and_fits_the_width() -> None:
    for report in (HEALTHY, SICK, replace(SICK, findings=SICK.findings * 5)):
        for width in (20, 80, 200):
            lines = live_lines(report, width)

            assert len(lines) == LINES
            assert all(line.cell_len <= width for line in lines)


def test_rates_and_shares_are_taken_from_the_newest_readings() -> None:
    text = live_lines(SICK, 120)[1].plain

    assert text == "step 1,200 · 100 steps/s · lr 0.5 · waiting for data 10% · watching costs 0.60%"


def test_a_run_without_a_step_says_what_is_missing() -> None:
    lines = [line.plain for line in live_lines(replace(HEALTHY, run=replace(RUN, steps=0)), 80)]

    assert "loss: none seen so far" in lines
    assert "no findings so far" in lines


def test_a_falling_loss_is_drawn_falling() -> None:
    assert sparkline(np.linspace(8.0, 1.0, 8), 8) == "█▇▆▅▄▃▂▁"


def test_a_curve_over_decades_is_drawn_over_its_logarithm() -> None:
    assert sparkline(10.0 ** -np.arange(8.0), 8) == "█▇▆▅▄▃▂▁"


@pytest.mark.parametrize("values", [[math.nan] * 4, [math.inf] * 4, [-math.inf, math.nan]])
def test_a_curve_of_nothing_finite_is_drawn_as_crosses(values: list[float]) -> None:
    assert set(sparkline(np.array(values), 80)) == {"×"}


def test_a_flat_curve_and_no_curve_are_drawn() -> None:
    assert sparkline(np.full(5, 3.0), 80) == "▁▁▁▁▁"
    assert sparkline(np.empty(0), 80) == ""
    assert sparkline(np.ones(3), 0) == ""


def test_values_of_any_size_are_drawn() -> None:
    history = {"loss": (Series("loss", "", np.arange(3), np.array([1e308, -1e308, 5e-324])),)}

    assert live_lines(replace(SICK, history=history), 80)[2].plain.startswith("loss 4.941e-324")
