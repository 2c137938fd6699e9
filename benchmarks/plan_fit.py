"""Fits the planner's constants on the published runs and writes them: `python -m benchmarks.plan_fit [--check]`."""

import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import trainward.plan
from benchmarks.plan_cross import Residual, cross_validated, factors, ranges, validated
from benchmarks.plan_fitting import fit, measured_runs
from benchmarks.plan_hours import hour_factors, hour_ratios, hour_runs, practice
from benchmarks.plan_rows import ROWS
from trainward.plan.capacity import device_gib
from trainward.plan.completion import complete
from trainward.plan.constants import Constants
from trainward.plan.memory import GIB, allocated_bytes, memory_use
from trainward.plan.published_row import row_facts
from trainward.records.model_shape import ModelShape

TARGET = Path(trainward.plan.__file__).parent / "constants.toml"
HEADER = """\
# Written by `python -m benchmarks.plan_fit` from benchmarks/data/published_runs.csv; do not edit by hand.
# [step]: see constants.py. [spread]: measured over estimated of papers left out of the fit: low, middle, high.
# [practice]: whole runs by their published GPU hours. [validated]: what those runs cover.
"""
ALLOCATED = "max allocated GiB"
SAFE = 0.03  # margin of a memory range beyond the runs that were seen: they are of two stacks only; chosen


def main(arguments: Sequence[str]) -> int:
    """Fit, cross-validate, write; with --check compare with what stands there."""
    rows = read_table(ROWS)
    runs = measured_runs(rows)
    constants = fit(runs)
    residuals = cross_validated(runs, constants, lambda group: print(f"left out {group}", file=sys.stderr))
    text = constants_text(rows, constants, residuals)
    if "--check" in arguments:
        same = TARGET.read_text(encoding="utf-8") == text
        print("the constants are those of the published runs" if same else f"{TARGET.name} is not what the fit gives")
        return 0 if same else 1
    TARGET.write_text(text, encoding="utf-8")
    print(f"wrote {TARGET.name}")
    return 0


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table of published runs."""
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def constants_text(rows: Sequence[Mapping[str, str]], constants: Constants, residuals: Sequence[Residual]) -> str:
    """Return the file of constants."""
    hours = hour_runs(rows, constants)
    seen = practice(hours)
    spreads = {
        **ranges(residuals),
        **memory_factors(rows, constants),
        "gpu_hours": hour_factors(hour_ratios(hours, seen)),
    }
    covered = validated([complete(run.facts, constants) for run in measured_runs(rows)])
    kinds = ",\n    ".join(
        f'["{generation}", "{precision}", "{kind}"]' for generation, precision, kind in covered.kinds
    )
    lines = [HEADER, "[step]", *(f"{name} = {value:.4g}" for name, value in asdict(constants).items())]
    lines += [
        "",
        "[spread]",
        *(f"{name} = [{', '.join(f'{one:.4g}' for one in three)}]" for name, three in spreads.items()),
    ]
    lines += ["", "[practice]", *(f"{name} = {value:.4g}" for name, value in asdict(seen).items())]
    lines += ["", "[validated]", f"kinds = [\n    {kinds},\n]"]
    for name in ("seq_len", "gpus", "params_b"):
        low, high = getattr(covered, name)
        lines.append(f"{name} = [{low:.4g}, {high:.8g}]")
    return "\n".join(lines) + "\n"


def memory_factors(rows: Sequence[Mapping[str, str]], constants: Constants) -> dict[str, tuple[float, float, float]]:
    """Return the ranges of allocated and of device memory; the constants of memory are not fitted but counted."""
    allocated, device = [], []
    for row in rows:
        if not row["mem_per_gpu_gib"]:
            continue
        completed = complete(row_facts(row), constants)
        shape = completed.question.model
        assert isinstance(shape, ModelShape)
        held = allocated_bytes(memory_use(completed.question, shape, completed.traits)) / GIB
        seen = float(row["mem_per_gpu_gib"])
        if row["mem_kind"] == ALLOCATED:
            allocated.append((row["group"], seen / held))
        else:  # what the allocator reserved; the driver's context lies outside of it
            reserved = device_gib(held, completed.traits) - completed.traits.context_gib
            device.append((row["group"], seen / reserved))
    return {"allocated": _safe(factors(allocated)), "device": _safe(factors(device))}


def _safe(three: tuple[float, float, float]) -> tuple[float, float, float]:
    return three[0] - SAFE, three[1], three[2] + SAFE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
