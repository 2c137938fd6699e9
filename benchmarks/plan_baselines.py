"""Prints what the rule of thumb and the planner's peers reach: `python -m benchmarks.plan_baselines [ROWS.csv]`."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.plan_floor import floor_answer
from benchmarks.plan_peer_environment import NoPeers, peer_answers
from benchmarks.plan_rows import ROWS, Answer, PublishedRun, read_rows
from benchmarks.plan_scores import ErrorScore, Pair, error_score, layout_sets, rank_score

FLOOR = "6ND at 40 %"
COLUMNS = ("rows", "median", "90th percentile", "median over papers", "bias", "tau", "regret", "sets")
ALLOCATED = "max allocated GiB"


def main(arguments: Sequence[str]) -> int:
    """Ask everybody about every row, and print the tables."""
    rows = Path(arguments[0]) if arguments else ROWS
    runs = read_rows(rows)
    print("\n".join(step_table(runs, baselines(runs, rows))))
    return 0


def baselines(runs: Sequence[PublishedRun], rows: Path = ROWS) -> dict[str, dict[str, Answer]]:
    """Return the answers of the rule of thumb and of the peers, if there are any, by name and by row id."""
    said = {FLOOR: {run.id: floor_answer(run) for run in runs}}
    try:
        return said | peer_answers(rows)
    except NoPeers as reason:
        print(reason, file=sys.stderr)
        return said


def step_table(runs: Sequence[PublishedRun], said: Mapping[str, Mapping[str, Answer]]) -> list[str]:
    """Return the lines of the Markdown tables: the step's time overall, by paper, and the allocated memory."""
    sets = layout_sets(runs)
    scores = {name: error_score(step_pairs(runs, answers)) for name, answers in said.items()}
    lines = ["| step time | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, score in scores.items():
        seconds = {row: one.step_seconds for row, one in said[name].items() if one.step_seconds is not None}
        ranks = rank_score(sets, seconds)
        order = (f"{ranks.tau:.2f}", f"{ranks.regret:.1%}", str(ranks.sets)) if ranks else ("-", "-", "0")
        lines.append(f"| {name} | " + " | ".join((*_cells(score), *order)) + " |")
    papers = sorted({run.group for run in runs if run.step_seconds})
    lines += ["", "| median by paper | " + " | ".join(said) + " |", "|---" * (len(said) + 1) + "|"]
    for paper in papers:
        lines.append(f"| {paper} | " + " | ".join(_of_paper(score, paper) for score in scores.values()) + " |")
    lines += ["", f"| allocated memory | {' | '.join(COLUMNS[:5])} |", "|---" * 6 + "|"]
    for name, answers in said.items():
        lines.append(f"| {name} | " + " | ".join(_cells(error_score(memory_pairs(runs, answers)))) + " |")
    return lines


def step_pairs(runs: Sequence[PublishedRun], answers: Mapping[str, Answer]) -> list[Pair]:
    """Return measured and predicted seconds of the rows that have both."""
    return [
        Pair(run.group, run.step_seconds, answer.step_seconds)
        for run in runs
        if run.step_seconds and (answer := answers.get(run.id)) and answer.step_seconds is not None
    ]


def memory_pairs(runs: Sequence[PublishedRun], answers: Mapping[str, Answer]) -> list[Pair]:
    """Return measured and predicted GiB of the rows whose measurement is of allocated memory."""
    return [
        Pair(run.group, run.memory_gib, answer.memory_gib)
        for run in runs
        if run.memory_gib and run.memory_kind == ALLOCATED
        if (answer := answers.get(run.id)) and answer.memory_gib is not None
    ]


def _cells(score: ErrorScore | None) -> tuple[str, ...]:
    if score is None:
        return ("0", "-", "-", "-", "-")
    shares = (score.middle, score.tenth_worst, score.over_groups)
    return (str(score.rows), *(f"{share:.1%}" for share in shares), f"{score.bias:+.1%}")


def _of_paper(score: ErrorScore | None, paper: str) -> str:
    found = score.by_group.get(paper) if score else None
    return f"{found[1]:.1%} of {found[0]}" if found else "-"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
