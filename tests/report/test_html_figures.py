"""What the figures of the page draw."""

import numpy as np
import page_runs
import plotly.graph_objects as go
import pytest

from trainward.records.finding import Evidence, Finding
from trainward.records.reading import Series
from trainward.report.figures.canvas import short_name
from trainward.report.figures.evidence import SERIES, evidence_figure
from trainward.report.figures.heat_map import COLUMNS, ROWS, gridded
from trainward.report.figures.instruments import INSTRUMENTS
from trainward.report.figures.layer_grad_norm import layer_grad_norm_figure
from trainward.report.figures.learning_rate import learning_rate_figure
from trainward.report.figures.loss import loss_figure
from trainward.report.figures.step_time import step_time_figure
from trainward.report.figures.thinning import smoothed, thinned
from trainward.report.figures.update_ratio import update_ratio_figure

X = np.arange(1, 10_001)


def loss(values: object) -> Series:
    return page_runs.series("loss", X[: np.size(values)], values)


def trace(figure: go.Figure | None, name: str) -> go.Scatter:
    assert figure is not None
    return next(one for one in figure.data if one.name == name)


def test_a_thinned_series_keeps_its_spikes_up_and_down() -> None:
    values = np.ones(10_000)
    values[5_000], values[7_777] = 9.0, -9.0

    thin = thinned(loss(values), 200)

    assert len(thin.values) <= 200
    assert {9.0, -9.0} <= set(thin.values)
    assert (np.diff(thin.steps) > 0).all()


def test_a_short_series_is_not_thinned() -> None:
    short = loss(np.ones(50))

    assert thinned(short, 50) is short


def test_the_neighbourhood_of_a_step_is_drawn_whole() -> None:
    thin = thinned(loss(np.sin(X)), 2000, around=5_000)

    assert len(thin.values) <= 2000
    assert set(range(4_901, 5_100)) <= set(thin.steps.tolist())


def test_a_stretch_that_is_not_finite_stays_as_a_gap() -> None:
    values = np.sin(X)
    values[2_000:4_000] = np.nan

    thin = thinned(loss(values), 200)

    assert np.isnan(thin.values).any()
    assert np.isfinite(thin.values).sum() > 100


def test_one_huge_reading_does_not_bend_the_smoothed_line() -> None:
    values = np.ones(10_000)
    values[5_000] = 1e30

    assert smoothed(loss(values)).values.max() == 1.0


def test_smoothing_what_is_nowhere_finite_leaves_nothing() -> None:
    assert len(smoothed(loss([np.nan, np.inf])).values) == 0


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.name)
@pytest.mark.parametrize("values", [[], [1.0], [np.nan, np.inf, -np.inf], [0.0, 0.0], [-1.0, 1e300], [1e-300, 1e300]])
def test_every_instrument_draws_whatever_was_read(instrument: object, values: list[float]) -> None:
    places = ("", *(f"place {index}" for index in range(9)))
    one_place = {name: (page_runs.series(name, X[: len(values)], values),) for name in instrument.reads}  # type: ignore[attr-defined]
    many = {
        name: tuple(page_runs.series(name, X[: len(values)], values, place) for place in places)
        for name in instrument.reads  # type: ignore[attr-defined]
    }

    for history in (one_place, many):
        figure = instrument.draw(history)  # type: ignore[attr-defined]
        assert figure is None or figure.to_json()


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.name)
def test_an_instrument_without_readings_is_left_out(instrument: object) -> None:
    assert instrument.draw({}) is None  # type: ignore[attr-defined]


def test_readings_that_are_not_finite_are_marked_at_the_top_edge() -> None:
    figure = loss_figure({"loss": (loss([1.0, np.nan, 3.0, np.inf]),)})

    marks = trace(figure, "not finite")

    assert list(marks.x) == [2, 4]
    assert marks.yaxis == "y9"
    assert list(figure.layout.yaxis9.range) == [0, 1]


def test_a_finite_loss_has_no_such_marks() -> None:
    figure = loss_figure({"loss": (loss([1.0, 2.0]),)})

    assert [one.name for one in figure.data] == ["training"]


@pytest.mark.parametrize(
    ("values", "offered"), [([1.0, 1000.0], True), ([1.0, 2.0], False), ([0.0, 1000.0], False), ([-1.0, 1000.0], False)]
)
def test_a_logarithmic_axis_is_for_positive_values_over_decades(values: list[float], offered: bool) -> None:
    figure = loss_figure({"loss": (loss(values),)})

    assert (figure.layout.yaxis.type == "log") is offered
    assert bool(figure.layout.meta) is offered


def test_a_learning_rate_is_held_to_the_end_and_equal_groups_drawn_once() -> None:
    rate = [page_runs.series("learning_rate", [1, 50], [0.1, 0.01], f"optimizer/{group}") for group in range(3)]

    figure = learning_rate_figure(page_runs.history(loss(np.ones(100)), *rate))

    assert len(figure.data) == 1
    assert list(figure.data[0].x) == [1, 50, 100]
    assert figure.data[0].line.shape == "hv"


def test_a_learning_rate_is_drawn_on_a_linear_axis_and_a_logarithmic_one_offered() -> None:
    warm = page_runs.series("learning_rate", [1, 50, 100], [1e-5, 0.1, 1e-5], "optimizer/0")

    figure = learning_rate_figure({"learning_rate": (warm,)})

    assert figure.layout.yaxis.type is None
    assert figure.layout.meta == {"log": True}


def test_layers_are_rows_in_their_order_with_the_input_on_top() -> None:
    names = ["zeta", "alpha", "mid"]
    layers = tuple(page_runs.series("layer_grad_norm", X[:5], np.full(5, 0.1), name) for name in names)

    figure = layer_grad_norm_figure({"layer_grad_norm": layers})

    assert list(figure.data[0].y) == names
    assert figure.layout.yaxis.autorange == "reversed"
    assert np.allclose(figure.data[0].z, -1.0)


def test_a_grid_is_bounded_and_keeps_the_largest_and_what_is_not_finite() -> None:
    values = np.full(10_000, 0.5)
    values[4_321], values[8_000] = 7.0, np.nan
    layers = tuple(page_runs.series("layer_grad_norm", X, values, f"layer {index}") for index in range(300))

    grid = gridded(layers)

    assert grid.values.shape == (ROWS, COLUMNS)
    assert np.isinf(grid.values).sum(axis=1).tolist() == [1] * ROWS
    assert np.nanmax(np.where(np.isinf(grid.values), np.nan, grid.values)) == 7.0
    assert len(set(grid.labels)) == ROWS


def test_places_whose_shortened_names_are_equal_stay_apart() -> None:
    layers = tuple(page_runs.series("layer_grad_norm", X[:3], [1, 2, 3], f"{index}{'x' * 60}") for index in range(3))

    assert len(set(gridded(layers).labels)) == 3


def test_updates_of_exactly_zero_have_their_own_colour() -> None:
    still = page_runs.series("update_ratio", X[:9], np.zeros(9), "head.bias")
    moving = page_runs.series("update_ratio", X[:9], np.full(9, 1e-3), "head.weight")

    assert trace(update_ratio_figure({"update_ratio": (still, moving)}), "exactly 0").y == ("head.bias",)
    assert "exactly 0" not in [one.name for one in update_ratio_figure({"update_ratio": (moving,)}).data]


def test_a_step_is_split_into_computing_and_waiting() -> None:
    whole = page_runs.series("step_seconds", X[:100], np.full(100, 0.010))
    wait = page_runs.series("data_wait_seconds", X[10:100], np.full(90, 0.004))

    figure = step_time_figure(page_runs.history(whole, wait))

    assert trace(figure, "waiting for data").y[50] == pytest.approx(4.0)
    assert trace(figure, "computing").y[50] == pytest.approx(6.0)
    assert trace(figure, "median 10 ms")


def test_evidence_is_drawn_around_the_whole_run_with_its_readings_ringed() -> None:
    values = np.ones(10_000)
    values[99] = 5.0
    spike = Finding("loss-spike", "LOS002", "error", 100, "5.0", (Evidence("loss", 100, 5.0),))

    figure = evidence_figure({"loss": (loss(values),)}, [spike])

    assert list(trace(figure, "evidence").x) == [100]
    line = trace(figure, "loss")
    assert (line.x[0], line.x[-1]) == (1, 10_000)
    assert 5.0 in list(line.y)


def test_evidence_that_was_read_once_is_not_drawn() -> None:
    lone = page_runs.series("not_in_optimizer", [0], [10.0], "head.bias")
    found = Finding(
        "not-in-optimizer", "PAR004", "warning", 0, "10", (Evidence("not_in_optimizer", 0, 10.0, "head.bias"),)
    )

    assert evidence_figure({"not_in_optimizer": (lone,)}, [found]) is None
    assert evidence_figure({}, [found]) is None


def test_what_became_of_a_parameter_stands_in_for_a_fact_read_once() -> None:
    lone = page_runs.series("not_in_optimizer", [0], [10.0], "head.bias")
    still = page_runs.series("update_ratio", X[:9], np.zeros(9), "head.bias")
    other = page_runs.series("update_ratio", X[:9], np.ones(9), "head.weight")
    evidence = Evidence("not_in_optimizer", 0, 10.0, "head.bias")
    found = Finding("not-in-optimizer", "PAR004", "warning", 0, "10", (evidence,))

    figure = evidence_figure(page_runs.history(lone, still, other), [found])

    assert [one.name for one in figure.data] == ["head.bias"]
    assert list(figure.data[0].y) == [0.0] * 9


def test_evidence_of_many_places_draws_the_first_few() -> None:
    layers = tuple(page_runs.series("layer_grad_norm", X[:9], np.ones(9), f"layer {index}") for index in range(30))
    found = Finding(
        "gradient-vanishing",
        "GRA004",
        "error",
        1,
        "1",
        tuple(Evidence("layer_grad_norm", 1, 1.0, one.where) for one in layers),
    )

    figure = evidence_figure({"layer_grad_norm": layers}, [found])

    assert sum(one.mode != "markers" for one in figure.data) == SERIES


def test_names_are_cut_at_their_front_and_shown_as_text() -> None:
    assert short_name("a" * 50 + ".weight", 10) == "…aa.weight"
    assert short_name("<b>") == "&lt;b&gt;"
