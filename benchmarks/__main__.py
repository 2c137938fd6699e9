"""Prints what watching costs on this machine: `python -m benchmarks [--quick] [--save]`."""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.cases import CASES
from benchmarks.machine import describe
from benchmarks.pairing import ArmTime, StepCost
from benchmarks.small_costs import small_costs
from benchmarks.table import markdown

RESULTS = Path(__file__).parent / "results"
QUICK_ROUNDS = {"mlp": 20, "cnn": 5, "transformer": 2}


def main() -> None:
    """Measure every case in processes of its own, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure what watching costs.")
    parser.add_argument("--processes", type=int, default=5, help="processes a case, each with a seed of its own")
    parser.add_argument("--cases", nargs="*", choices=sorted(CASES), default=list(CASES))
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=1, help="threads of PyTorch")
    parser.add_argument("--quick", action="store_true", help="one short process a case: whether it runs, not a figure")
    parser.add_argument("--save", action="store_true", help="keep the result in benchmarks/results")
    options = parser.parse_args()
    facts = describe(options.device) | {"threads": str(options.threads)}
    costs: dict[str, list[StepCost]] = {name: [] for name in options.cases}
    for seed in range(1 if options.quick else options.processes):
        for name in options.cases:
            print(f"measuring {name}, process {seed + 1}", file=sys.stderr, flush=True)
            costs[name].append(_in_a_process(name, seed, options))
    command = f"python -m benchmarks --device {options.device} --threads {options.threads}"
    small = small_costs()
    text = markdown(facts, costs, small, command)
    print(text)
    if options.save:
        kept = {"facts": facts, "small": asdict(small), "steps": [asdict(c) for every in costs.values() for c in every]}
        _save(options.device.partition(":")[0], text, json.dumps(kept, indent=1))


def _in_a_process(name: str, seed: int, options: argparse.Namespace) -> StepCost:
    command = [sys.executable, "-m", "benchmarks.step_cost", name, str(seed)]
    command += ["--device", options.device, "--threads", str(options.threads)]
    if options.quick:
        command += ["--rounds", str(QUICK_ROUNDS[name])]
    environment = {**os.environ, "OMP_NUM_THREADS": str(options.threads), "MKL_NUM_THREADS": str(options.threads)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    seen = json.loads(done.stdout.splitlines()[-1])
    return StepCost(**{name: ArmTime(**value) if isinstance(value, dict) else value for name, value in seen.items()})


def _save(device: str, text: str, numbers: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"watching-{device}.md").write_text(f"# What watching costs\n\n{text}", encoding="utf-8")
    (RESULTS / f"watching-{device}.json").write_text(numbers + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
