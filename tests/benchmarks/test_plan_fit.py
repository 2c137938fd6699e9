"""The planner's constants come from the published runs, and their ranges from papers left out."""

import tomllib
from dataclasses import asdict

import pytest

from benchmarks.plan_cross import Residual, factors, held_ranges, quantile, ranges, validated
from benchmarks.plan_fit import TARGET, constants_text, read_table
from benchmarks.plan_fitting import NAMES, PRIORS, fit, measured_runs, prior_constants, priors, seconds_of
from benchmarks.plan_hours import PRIOR, by_paper, hour_factors, hour_runs, practice
from benchmarks.plan_rows import ROWS
from trainward.plan.completion import complete
from trainward.plan.constants import Constants, fitted


@pytest.mark.slow
def test_the_constants_that_are_shipped_are_those_of_the_published_runs() -> None:
    again = asdict(fit(measured_runs(read_table(ROWS))))

    shipped = asdict(fitted())

    assert again == {name: pytest.approx(value, rel=0.02) for name, value in shipped.items()}


def test_every_constant_has_a_prior_with_its_reason() -> None:
    table = tomllib.loads(PRIORS.read_text(encoding="utf-8"))

    assert set(table) == set(NAMES)
    assert all(one["why"] and one["value"] > 0 and one["deviation"] > 0 for one in table.values())


def test_without_runs_the_fit_stays_at_its_priors() -> None:
    a_run = measured_runs(read_table(ROWS))[:1]

    found = asdict(fit(a_run))

    near = {name: pytest.approx(value, rel=0.35) for name, value in asdict(prior_constants()).items()}
    assert found == near


def test_no_constant_leaves_its_bounds() -> None:
    known, shipped = priors(), asdict(fitted())

    assert all(0 <= shipped[name] <= known[name].upper + 1e-4 for name in NAMES)


def test_rows_without_a_measured_step_or_without_their_batch_are_not_fitted() -> None:
    rows = read_table(ROWS)
    whole = measured_runs(rows)

    without = measured_runs([{**row, "global_batch": ""} for row in rows])

    assert without == []
    assert len(whole) > 300


def test_a_quantile_of_equal_weights_is_the_ordinary_one() -> None:
    pairs = [(float(value), 1.0) for value in range(1, 11)]

    assert quantile(pairs, 0.5) == 5.0
    assert quantile(pairs, 0.95) == 10.0


def test_a_long_table_of_one_paper_does_not_outweigh_the_others() -> None:
    long = [("long", 1.0)] * 100
    others = [("a", 1.4), ("b", 1.5), ("c", 1.6)]

    _, _, high = factors([*long, *others])

    assert high >= 1.5


def test_a_range_always_holds_the_estimate_itself() -> None:
    low, middle, high = factors([("a", 1.3), ("b", 1.5)])

    assert low <= middle <= high


def test_a_range_of_what_lies_outside_is_as_wide_as_that_of_sparse_models_at_least() -> None:
    found = ranges(
        [
            Residual("a", "1", "step_outside", 1.0, 1.0),
            Residual("a", "2", "step_sparse", 1.5, 1.0),
            Residual("b", "3", "step_sparse", 0.5, 1.0),
            Residual("b", "4", "step_dense", 1.1, 1.0),
        ]
    )

    assert found["step_outside"][0] <= found["step_sparse"][0]
    assert found["step_outside"][2] >= found["step_sparse"][2]


def test_whether_a_range_holds_is_judged_by_other_papers() -> None:
    steady = [Residual(paper, f"{paper}{n}", "step_dense", 1.0, 1.0) for paper in "abc" for n in range(5)]
    stray = Residual("d", "stray", "step_dense", 3.0, 1.0)

    held = held_ranges([*steady, stray])

    assert held["stray"] is False


def test_what_is_validated_is_what_the_runs_are() -> None:
    runs = [run for run in measured_runs(read_table(ROWS)) if run.group == "korthikanti-2022"]

    found = validated([complete(run.facts, fitted()) for run in runs])

    assert found.kinds == (("ampere", "fp16", "dense"),)
    assert found.seq_len == (2048, 2048)
    assert found.gpus == (8, 512)


def test_slower_memory_makes_no_step_faster() -> None:
    run = measured_runs(read_table(ROWS))[0]
    slow = Constants(**{**asdict(fitted()), "fused_bytes": 5.0})

    completed = complete(run.facts, fitted())

    assert seconds_of(completed, slow) > seconds_of(completed, fitted())


def test_whole_runs_count_a_paper_once() -> None:
    assert by_paper([("a", 1.0), ("a", 3.0), ("a", 2.0), ("b", 5.0)]) == [2.0, 5.0]
    assert hour_factors([("a", 0.5), ("b", 2.0)]) == (0.5, 1.0, 2.0)


def test_without_whole_runs_billed_hours_are_those_of_the_prior() -> None:
    runs = hour_runs(read_table(ROWS), fitted())

    assert practice([one for one in runs if one.group == "glm-130b"]).billed_over_steps == pytest.approx(PRIOR)
    assert 0.2 < practice(runs).whole_run_mfu < 0.5


def test_the_file_of_constants_is_read_as_it_is_written() -> None:
    rows = read_table(ROWS)
    residuals = [Residual("a", "1", "step_dense", 1.0, 1.0)]

    text = tomllib.loads(constants_text(rows, fitted(), residuals))

    assert text["step"] == {name: pytest.approx(value, rel=1e-3) for name, value in asdict(fitted()).items()}
    assert set(text) == set(tomllib.loads(TARGET.read_text(encoding="utf-8")))
