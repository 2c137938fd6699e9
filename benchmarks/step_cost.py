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
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time, thread_time
from typing import Protocol

import torch
from torch import nn

from benchmarks.cases import CASES, Batch, Case, Training
from benchmarks.pairing import ARMS, Arm, ArmTime, StepCost, arm_order

BARE_WARMUP = 0.25  # share of the watched warm-up; fills caches and the allocator


class Ward(Protocol):
    """What the measurement needs of `trainward.watch`."""

    def pause(self) -> None:
        """Take the hooks out."""

    def resume(self) -> None:
        """Put the hooks in."""


@dataclass(frozen=True)
class Measured:
    """What was seen from outside; the run's own clock also ran while it was paused."""

    times: dict[Arm, ArmTime]
    opening_wall: float
    opening_seconds: float
    background_seconds: float
    paused_seconds: float


Watch = Callable[[nn.Module, torch.optim.Optimizer], AbstractContextManager[Ward]]


def train(training: Training, batches: Iterator[Batch], steps: int) -> ArmTime:
    """Return what these steps take, the device's work included."""
    processor = thread_time()
    begin = perf_counter()
    for inputs, targets in islice(batches, steps):
        training.optimizer.zero_grad()
        loss = nn.functional.cross_entropy(training.model(inputs), targets)
        loss.backward()
        training.optimizer.step()
    if loss.is_cuda:
        torch.cuda.synchronize()
    return ArmTime(perf_counter() - begin, thread_time() - processor)


def add(one: ArmTime, other: ArmTime) -> ArmTime:
    """Return both together."""
    return ArmTime(one.wall + other.wall, one.processor + other.processor)


def blocks(case: Case, seed: int, training: Training, bare: Iterator[Batch], ward: Ward) -> dict[Arm, ArmTime]:
    """Return what each arm took in all rounds; hooks are put in and taken out between the blocks."""
    times = dict.fromkeys(ARMS, ArmTime(0.0, 0.0))
    watched = iter(training.loader)
    for order in arm_order(case.rounds, seed):
        for arm in order:
            if arm == "watched":
                ward.resume()
                times[arm] = add(times[arm], train(training, watched, case.block_steps))
                ward.pause()
            else:
                times[arm] = add(times[arm], train(training, bare, case.block_steps))
    return times


def measure(case: Case, seed: int, device: torch.device, watch: Watch) -> Measured:
    """Return what one process can see from outside of a watched training."""
    torch.manual_seed(seed)
    training = case.build(device)
    bare = iter(training.loader)
    train(training, bare, int(case.opening_steps * BARE_WARMUP) + 1)
    bare_opening = train(training, bare, case.opening_steps)
    with watch(training.model, training.optimizer) as ward:
        background = process_time() - thread_time()
        begin = perf_counter()
        opening = train(training, iter(training.loader), case.opening_steps)
        ward.pause()
        times = blocks(case, seed, training, bare, ward)
        paused = perf_counter() - begin - opening.wall - times["watched"].wall
        background = process_time() - thread_time() - background
        ward.resume()
    return Measured(times, opening.wall, opening.wall - bare_opening.wall, background, paused)


def measure_watched(case: Case, seed: int, device: torch.device) -> StepCost:
    """Return what watching cost, with the share that the run's own report states and the room it takes on disk."""
    from trainward.store.run_reader import read_stored
    from trainward.verbs.watch import watch

    with tempfile.TemporaryDirectory(prefix="trainward-bench-") as root:
        os.environ["TRAINWARD_RUNS"] = root
        seen = measure(case, seed, device, watch)
        folder = next(Path(root).iterdir())
        run, history = read_stored(folder)
        stored_bytes = sum(file.stat().st_size for file in folder.glob("run.db*"))
    watched_seconds = seen.opening_wall + seen.times["watched"].wall
    return StepCost(
        case=case.name,
        seed=seed,
        steps=case.rounds * case.block_steps,
        bare=seen.times["bare"],
        bare_again=seen.times["bare again"],
        watched=seen.times["watched"],
        background_seconds=seen.background_seconds,
        opening_steps=case.opening_steps,
        opening_seconds=seen.opening_seconds,
        own_share=run.watch_share * (watched_seconds + seen.paused_seconds) / watched_seconds,
        stored_readings=sum(len(series.steps) for every in history.values() for series in every),
        stored_bytes=stored_bytes,
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
        case = replace(case, rounds=options.rounds)
    print(json.dumps(asdict(measure_watched(case, options.seed, torch.device(options.device)))))


if __name__ == "__main__":
    main()
