"""Asks the planner's peers about published runs: `python benchmarks/plan_peers.py ROWS.csv OUT.json`.

Run it with the interpreter of the environment that the peers are installed in; it needs nothing else but Python. OUT is
an object: for each peer its version, how it was asked, and by row id the seconds of a step and the GiB at the peak, or
the reason why there is no answer. A peer that is not installed says so in place of its answers.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.plan_rows import Answer, PublishedRun

USAGE = "usage: python benchmarks/plan_peers.py ROWS.csv OUT.json"


def main(arguments: Sequence[str]) -> int:
    """Write what every peer says of every row, and return the exit code."""
    if len(arguments) != 2:
        print(USAGE, file=sys.stderr)
        return 2
    from benchmarks.plan_rows import read_rows

    runs = read_rows(Path(arguments[0]))
    said = {name: _said(package, how, ask, runs) for name, (package, how, ask) in peers().items()}
    Path(arguments[1]).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    return 0


def peers() -> "Mapping[str, tuple[str, str, Callable[[Sequence[PublishedRun]], Mapping[str, Answer]]]]":
    """Return by name the package of each peer, how it is asked, and the function that asks it."""
    from benchmarks import plan_llm_analysis, plan_mlsysim

    def at(efficiency: float) -> "Callable[[Sequence[PublishedRun]], Mapping[str, Answer]]":
        return lambda runs: plan_llm_analysis.answers(runs, efficiency)

    package = "llm-analysis"
    return {
        "mlsysim": ("mlsysim", "DistributedModel at its default efficiency of 0.5", plan_mlsysim.answers),
        "llm-analysis": (package, "at 0.5, which its README names for training at scale", at(0.5)),
        "llm-analysis at 40 %": (package, "at the efficiency of the rule of thumb", at(0.4)),
        "llm-analysis, its bound": (package, "at its default efficiency of 1, by its README a lower bound", at(1.0)),
    }


def _said(
    package: str,
    how: str,
    ask: "Callable[[Sequence[PublishedRun]], Mapping[str, Answer]]",
    runs: "Sequence[PublishedRun]",
) -> dict[str, object]:
    try:
        found = version(package)
    except PackageNotFoundError:
        return {"version": "", "how": f"{package} is not installed in this environment", "rows": {}}
    rows = {row: asdict(answer) for row, answer in ask(runs).items()}
    return {"version": found, "how": how, "rows": rows}


if __name__ == "__main__":
    # As a program, Python looks for modules beside this file; they are named from the folder above.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    sys.exit(main(sys.argv[1:]))
