"""Prints what Trainward says of every script of the zoo: `python -m benchmarks.zoo_table [--seeds N] [WORD ...]`.

Each sick script and its healthy twin, the healthy collection and the examples run under `trainward run`, at most two
at a time. A finding at warning or above fits when the page of its rule lists the cause that the script was made for; a
hint is one at info that does.
"""

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.zoo_programs import Ended, Program, also_right, programs, run_watched
from trainward.rules.discovery import all_rules

LOUD = ("warning", "error", "fatal")


@dataclass(frozen=True)
class Result:
    """What the runs of one script came to, one entry a seed."""

    program: Program
    runs: tuple[Ended, ...]


@dataclass(frozen=True)
class Row:
    """A line of the table; counts are of seeds."""

    program: Program
    runs: int
    broken: int
    spoken: Counter[str]
    info: Counter[str]
    first: Counter[str]
    silent: int
    fits: int
    hints: int
    named: int
    scores: tuple[str, ...]


def main() -> int:
    """Return 0 when there was no false alarm and no run broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only scripts with one of these in their path")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2, choices=(1, 2))
    parser.add_argument("--kind", choices=("sick", "twin", "healthy"), action="append")
    options = parser.parse_args()
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    chosen = [
        program
        for program in programs()
        if (not options.words or any(word in str(program.path) for word in options.words))
        and (not options.kind or program.kind in options.kind)
    ]
    rows = []
    for result in run_all(chosen, seeds, options.jobs):
        row = to_row(result)
        rows.append(row)
        print(line(row), flush=True)
        for ended in result.runs:
            if ended.exit_code or ended.report is None:
                print(f"    exit code {ended.exit_code}: {ended.errors.strip()[-300:]}", flush=True)
    print(summary(rows))
    return 1 if any(row.broken for row in rows) or false_alarms(rows) else 0


def run_all(chosen: Sequence[Program], seeds: Iterable[int], jobs: int) -> Iterable[Result]:
    """Yield the results of the scripts in their order, each as soon as it is there."""
    seeds = list(seeds)

    def once(program: Program, seed: int) -> Ended:
        with tempfile.TemporaryDirectory() as folder:
            return run_watched(program, Path(folder), "--seed", str(seed))

    with ThreadPoolExecutor(jobs) as pool:
        started = [(program, [pool.submit(once, program, seed) for seed in seeds]) for program in chosen]
        for program, futures in started:
            yield Result(program, tuple(future.result() for future in futures))


def to_row(result: Result) -> Row:
    """Return the line of the table for the runs of one script."""
    reports = [ended.report for ended in result.runs if ended.report is not None]
    right = {result.program.cause} | also_right().get((result.program.cause, result.program.case), set())
    tops = [report["diagnoses"][0]["cause"] if report["diagnoses"] else "" for report in reports]
    return Row(
        program=result.program,
        runs=len(result.runs),
        broken=sum(ended.exit_code != 0 or ended.report is None for ended in result.runs),
        spoken=Counter(rule for report in reports for rule in rules_of(report, LOUD)),
        info=Counter(rule for report in reports for rule in rules_of(report, ("info",))),
        first=Counter(top for top in tops if top),
        silent=sum(not rules_of(report, LOUD) for report in reports),
        fits=sum(fits(report, right, LOUD) for report in reports),
        hints=sum(fits(report, right, ("info",)) for report in reports),
        named=sum(top in right for top in tops),
        scores=tuple(score(ended.output) for ended in result.runs),
    )


def score(output: str) -> str:
    """Return the last number that a script printed: what it makes of its model."""
    numbers = re.findall(r"\bnan\b|\binf\b|-?\d+\.?\d*(?:e[+-]?\d+)?", output)
    return numbers[-1] if numbers else "-"


def rules_of(report: Mapping[str, Any], severities: Sequence[str]) -> set[str]:
    """Return the names of the rules that spoke at these severities."""
    return {finding["rule"] for finding in report["findings"] if finding["severity"] in severities}


def fits(report: Mapping[str, Any], right: set[str], severities: Sequence[str]) -> bool:
    """Return whether a rule that spoke at these severities lists one of the right causes on its page."""
    return any(causes_of(rule) & right for rule in rules_of(report, severities))


@cache
def causes_of(rule: str) -> set[str]:
    """Return the causes on the page of a rule."""
    return next({cause for cause, _ in one.page.causes} for one in all_rules() if one.meta.name == rule)


def line(row: Row) -> str:
    """Return a row as text."""
    sick = row.program.kind == "sick"
    mark = "ok" if (row.fits == row.runs if sick else row.silent == row.runs) else "--"
    if row.broken:
        mark = "!!"
    name = f"{row.program.cause}/{row.program.case}" if row.program.cause else row.program.case
    told = f" fits {row.fits}/{row.runs} hints {row.hints}/{row.runs} named {row.named}/{row.runs}" if sick else ""
    return (
        f"{mark} {row.program.kind:7s} {name:60s}{told}"
        f" | {counted(row.spoken) or 'silent'} | info: {counted(row.info) or '-'} | first: {counted(row.first) or '-'}"
        f" | ends with {' '.join(row.scores)}"
    )


def counted(names: Counter[str]) -> str:
    """Return names with how often each was said, the most frequent first."""
    return ", ".join(f"{name} {count}" for name, count in names.most_common())


def false_alarms(rows: Sequence[Row]) -> int:
    """Return the number of runs of healthy scripts with a finding at warning or above."""
    return sum(row.runs - row.silent for row in rows if row.program.kind != "sick")


def summary(rows: Sequence[Row]) -> str:
    """Return the totals."""
    sick = [row for row in rows if row.program.kind == "sick"]
    well = [row for row in rows if row.program.kind != "sick"]
    always = sum(row.fits == row.runs for row in sick)
    named = sum(row.named == row.runs for row in sick)
    silent = sum(row.silent == row.runs for row in sick)
    runs = sum(row.runs for row in well)
    return "\n".join(
        [
            "",
            f"sick scripts: {len(sick)}; a finding fits in {sum(row.fits > 0 for row in sick)}, every time in {always}",
            f"    the cause is named first in every run of {named}; nothing is said in any run of {silent}",
            f"healthy scripts: {len(well)}, {runs} runs; with a false alarm {false_alarms(rows)}",
            f"runs that broke: {sum(row.broken for row in rows)}",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
