"""Sick training scripts and their healthy twins, run as a user would run them."""

import difflib
from pathlib import Path

import pytest

from benchmarks.zoo_programs import Program, also_right, pairs, run_watched
from trainward.diagnosis.catalogue import catalogue
from trainward.rules.discovery import all_rules

LOUD = ("warning", "error", "fatal")
MOST_CHANGED_LINES = 8

# Faults whose finding is asserted on every change; `python -m benchmarks.zoo_table` runs them all, with more seeds.
CHOSEN = (
    "softmax_one_unit", "relu_regression", "clip_after_step/order", "all_equal", "all_zero", "detached_graph",
    "eval_mode_missing", "update_of_a_copy", "inputs_not_normalised", "python_list", "column_and_row",
    "minus_cross_entropy", "cross_entropy_one_unit", "softmax_multilabel", "lr_decayed_too_early", "adam_digits",
    "unscaled_regression", "sgd_digits", "one_row", "cloned", "optimizer_step_missing", "other_unit", "one_part_only",
    "softmax_in_model", "zero_grad_missing/sgd", "softmax_before_cross_entropy/softmax_in_loop",
)  # fmt: skip


def chosen() -> list[Program]:
    return [one for one in pairs() if any(name in f"{one.cause}/{one.case}" for name in CHOSEN)]


def name_of(program: Program) -> str:
    return f"{program.cause}/{program.path.stem}"


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("program", [one for one in chosen() if one.kind == "sick"], ids=name_of)
def test_a_finding_fits_the_fault_of_a_sick_script(program: Program, tmp_path: Path) -> None:
    ended = run_watched(program, tmp_path)

    assert ended.exit_code == 0, ended.errors
    assert ended.report is not None
    spoken = {finding["rule"] for finding in ended.report["findings"] if finding["severity"] in LOUD}
    causes = {cause for rule in all_rules() if rule.meta.name in spoken for cause, _ in rule.page.causes}
    assert causes & ({program.cause} | also_right().get((program.cause, program.case), set())), spoken


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("program", [one for one in chosen() if one.kind == "twin"], ids=name_of)
def test_the_healthy_twin_is_called_healthy(program: Program, tmp_path: Path) -> None:
    ended = run_watched(program, tmp_path)

    assert ended.exit_code == 0, ended.errors
    assert ended.report is not None
    assert [finding for finding in ended.report["findings"] if finding["severity"] in LOUD] == []
    assert ended.report["verdict"] == "healthy"


@pytest.mark.parametrize("program", [one for one in pairs() if one.kind == "sick"], ids=name_of)
def test_twins_differ_by_the_fault_only(program: Program) -> None:
    sick = program.path.read_text(encoding="utf-8").splitlines()
    healthy = program.path.with_name(f"{program.case}_healthy.py").read_text(encoding="utf-8").splitlines()

    changed = [line for line in difflib.ndiff(sick, healthy) if line[0] in "+-"]

    assert 0 < len(changed) <= MOST_CHANGED_LINES


def test_every_folder_of_the_zoo_is_a_cause() -> None:
    assert {program.cause for program in pairs()} <= set(catalogue())


def test_every_case_that_has_other_right_causes_exists() -> None:
    cases = {(program.cause, program.case) for program in pairs()}

    assert set(also_right()) <= cases
    assert {cause for causes in also_right().values() for cause in causes} <= set(catalogue())
