"""Scores the planner on published runs, every paper left out of the fit in its turn: `make bench-plan`.

    python -m benchmarks.plan [--wrong] [--alone] [--save]

`--wrong` lists the runs that are furthest off, `--alone` leaves the peers out, `--save` keeps the tables.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.plan_baselines import ALLOCATED, baselines, step_table
from benchmarks.plan_cross import Residual, cross_validated, held_ranges
from benchmarks.plan_fit import read_table
from benchmarks.plan_fitting import fit, measured_runs
from benchmarks.plan_floor import floor_gpu_hours
from benchmarks.plan_hours import HourRun, hour_factors, hour_ratios, hour_runs, practice
from benchmarks.plan_rows import ROWS, Answer, PublishedRun, read_rows
from benchmarks.plan_scores import ErrorScore, Pair, error_score
from trainward.plan.row_answer import answer_row

RESULTS = Path(__file__).parent / "results" / "plan.md"
OURS = "trainward, by paper"
WORST = 25


def main(arguments: Sequence[str]) -> int:
    """Print all tables."""
    rows, runs = read_table(ROWS), read_rows(ROWS)
    measured = measured_runs(rows)
    print(f"fitting on {len(measured)} runs, and once for each paper without it", file=sys.stderr)
    constants = fit(measured)
    residuals = cross_validated(measured, constants, lambda group: print(f"  without {group}", file=sys.stderr))
    said = {OURS: our_answers(rows, residuals)}
    said |= {} if "--alone" in arguments else baselines(runs)
    lines = ["# The planner on published runs", "", "Written by `make bench-plan SAVE=1`.", "", *step_table(runs, said)]
    lines += ["", *range_table(residuals), "", *hour_table(hour_runs(rows, constants), runs), "", *answered(rows)]
    if "--wrong" in arguments:
        lines += ["", *worst(residuals)]
    text = "\n".join(lines) + "\n"
    print(text)
    if "--save" in arguments:
        RESULTS.write_text(text, encoding="utf-8")
    return 0


def our_answers(rows: Sequence[Mapping[str, str]], residuals: Sequence[Residual]) -> dict[str, Answer]:
    """Return our answers by id: seconds from the cross-validation; the memory is counted, not fitted."""
    seconds = {one.id: one.predicted for one in residuals}
    answers = {}
    for row in rows:
        memory = answer_row(row).pred_mem_allocated_gib
        answers[row["id"]] = Answer(seconds.get(row["id"]), float(memory) if memory else None, "")
    return answers


def range_table(residuals: Sequence[Residual]) -> list[str]:
    """Return how many runs lie in ranges of 80 % that the other papers gave."""
    held = held_ranges(residuals)
    lines = ["| ranges of 80 % | runs | held |", "|---|---|---|"]
    for name, kinds in (
        ("all", ("step_dense", "step_sparse", "step_outside")),
        ("dense, inside the validated range", ("step_dense",)),
        ("sparse, inside", ("step_sparse",)),
        ("outside", ("step_outside",)),
    ):
        members = [held[one.id] for one in residuals if one.kind in kinds]
        if members:
            lines.append(f"| {name} | {len(members)} | {sum(members) / len(members):.1%} |")
    return lines


def hour_table(hours: Sequence[HourRun], runs: Sequence[PublishedRun]) -> list[str]:
    """Return errors of GPU hours, the factor of practice fitted without the paper, beside the rule of thumb."""
    pairs, held = [], []
    for one in hours:
        others = [other for other in hours if other.group != one.group]
        seen = practice(others)
        low, _, high = hour_factors(hour_ratios(others, seen))
        ((_, ratio),) = hour_ratios([one], seen)
        pairs.append(Pair(one.group, one.measured, one.measured / ratio))
        held.append(low <= ratio <= high)
    thumb = [
        Pair(run.group, run.gpu_hours, said)
        for run in runs
        if run.gpu_hours and (said := floor_gpu_hours(run)) is not None
    ]
    lines = ["| GPU hours | runs | median | 90th percentile | median over papers | bias | held |", "|---" * 7 + "|"]
    lines.append(f"| {OURS} | {_row(error_score(pairs))} | {sum(held) / len(held):.0%} |")
    lines.append(f"| 6ND at 40 % | {_row(error_score(thumb))} | - |")
    return lines


def answered(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Return how many rows are answered, and whether a run that ran is said not to fit."""
    shaped = [row for row in rows if all(row[name] for name in ("layers", "hidden", "heads"))]
    said = {row["id"]: answer_row(row) for row in rows}
    done = sum(bool(said[row["id"]].pred_tokens_per_s_per_gpu) for row in shaped)
    every = sum(bool(one.pred_tokens_per_s_per_gpu) for one in said.values())
    refused = [row for row in rows if said[row["id"]].fits == "no"]
    seen = [row for row in rows if row["mem_kind"] == ALLOCATED]
    return [
        f"Answered: {done} of {len(shaped)} rows with a shape, {every} of all {len(rows)}.",
        f"All of them ran; said not to fit: {len(refused)} of {every}. "
        f"Rows with measured allocated memory: {len(seen)}.",
    ]


def worst(residuals: Sequence[Residual]) -> list[str]:
    """Return the runs that are furthest off."""
    ordered = sorted(residuals, key=lambda one: -abs(one.predicted / one.measured - 1))[:WORST]
    return ["| furthest off | measured s | predicted s |", "|---|---|---|"] + [
        f"| {one.id} | {one.measured:.4g} | {one.predicted:.4g} |" for one in ordered
    ]


def _row(score: ErrorScore | None) -> str:
    if score is None:
        return "0 | - | - | - | -"
    return f"{score.rows} | {score.middle:.1%} | {score.tenth_worst:.1%} | {score.over_groups:.1%} | {score.bias:+.1%}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
