"""Times bare and watched blocks of steps in turn, in one process.

    python -m benchmarks.step_cost CASE SEED [--rounds N] [--device DEVICE] [--threads N]

prints one JSON object, see `benchmarks.pairing.StepCost`. The hooks are taken out for the bare blocks and put in for
the watched ones, outside the time that is measured; model, optimizer and memory are the same for all arms.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time, thread_time
from typing import Any, Protocol

import torch
from torch import nn

from benchmarks.cases import CASES, Batch, Case, Training
from benchmarks.pairing import Arm, StepCost, arm_order

BARE_WARMUP = 0.25  # share of the watched warm-up; fills caches and the allocator


class Ward(Protocol):
    """What the measurement needs of `trainward.watch`."""

    def pause(self) -> None:
        """Take the hooks out."""

    def resume(self) -> None:
        """Put the hooks in."""


Watch = Callable[[nn.Module, torch.optim.Optimizer], AbstractContextManager[Ward]]


def train(training: Training, batches: Iterator[Batch], steps: int) -> float:
    """Return the seconds that these steps take, the device's work included."""
    begin = perf_counter()
    for inputs, targets in islice(batches, steps):
        training.optimizer.zero_grad()
        loss = nn.functional.cross_entropy(training.model(inputs), targets)
        loss.backward()
        training.optimizer.step()
    if loss.is_cuda:
        torch.cuda.synchronize()
    return perf_counter() - begin


def other_threads_time() -> float:
    """Return the processor seconds of all threads but this one."""
    return process_time() - thread_time()


def measure(case: Case, seed: int, device: torch.device, watch: Watch) -> dict[str, Any]:
    """Return the fields of a `StepCost` that are measured from outside."""
    torch.manual_seed(seed)
    training = case.build(device)
    bare_batches = iter(training.loader)
    train(training, bare_batches, int(case.warmup_steps * BARE_WARMUP) + 1)
    bare_opening = train(training, bare_batches, case.warmup_steps)
    with watch(training.model, training.optimizer) as ward:
        watched_batches = iter(training.loader)
        watched_opening = train(training, watched_batches, case.warmup_steps)
        ward.pause()
        background = other_threads_time()
        seconds: dict[Arm, float] = {"bare": 0.0, "bare again": 0.0, "watched": 0.0}
        for order in arm_order(case.rounds, seed):
            for arm in order:
                if arm == "watched":
                    ward.resume()
                seconds[arm] += train(training, watched_batches if arm == "watched" else bare_batches, case.block_steps)
                if arm == "watched":
                    ward.pause()
        background = other_threads_time() - background
        ward.resume()
    steps = case.rounds * case.block_steps
    return {
        "watched_steps": steps,
        "bare_seconds": seconds["bare"] / steps,
        "bare_again_seconds": seconds["bare again"] / steps,
        "watched_seconds": seconds["watched"] / steps,
        "background_seconds": background / steps,
        "opening_steps": case.warmup_steps,
        "opening_seconds": watched_opening - bare_opening,
    }


def measure_watched(case: Case, seed: int, device: torch.device) -> StepCost:
    """Return what watching cost, with the share that the run's own report states and the room it takes on disk."""
    from trainward.store.run_reader import read_stored
    from trainward.verbs.watch import watch

    with tempfile.TemporaryDirectory(prefix="trainward-bench-") as root:
        os.environ["TRAINWARD_RUNS"] = root
        measured = measure(case, seed, device, watch)
        folder = next(Path(root).iterdir())
        run, history = read_stored(folder)
        stored_bytes = sum(file.stat().st_size for file in folder.glob("run.db*"))
    readings = sum(len(series.steps) for every in history.values() for series in every)
    return StepCost(
        case=case.name,
        seed=seed,
        own_share=run.watch_share,
        stored_readings=readings,
        stored_bytes=stored_bytes,
        **measured,
    )


def main() -> None:
    """Measure what the command line names and print it."""
    parser = argparse.ArgumentParser(description="Time watched steps against bare ones in this process.")
    parser.add_argument("case", choices=sorted(CASES))
    parser.add_argument("seed", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    case = CASES[options.case]
    if options.rounds:
        case = Case(case.name, case.build, case.block_steps, options.rounds, case.warmup_steps)
    print(json.dumps(asdict(measure_watched(case, options.seed, torch.device(options.device)))))


if __name__ == "__main__":
    main()
