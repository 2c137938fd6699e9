"""Prints how long `trainward diagnose` takes over a long log, and its memory: `python -m benchmarks.log_speed`."""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LINE = (
    "2026-01-{day:02d} 12:{minute:02d}:{second:02d},123 INFO train.py:120 step {step}/9000000 | loss: {loss:.4f} | "
    "lr: 1.0e-04 | grad_norm: {norm:.3f} | {pace:.1f} ms/it | val_error_rate 0.1\n"
)
END = "OSError: [Errno 98] Address already in use: MASTER_PORT 29500\n"


def main() -> None:
    """Write the log, diagnose it in a process of its own, and print time, memory and the answer."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.log_speed", description="Time a long log.")
    parser.add_argument("--megabytes", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.log"
        lines = write_log(path, options.megabytes * 1_000_000)
        began = time.perf_counter()
        command = [sys.executable, "-m", "trainward", "diagnose", str(path)]
        answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]
        seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    size = f"{options.megabytes} MB, {lines:,} lines"
    cpu = used.ru_utime + used.ru_stime
    print(f"{size}: {seconds:.0f} s, {cpu:.0f} s of them on the processor, {used.ru_maxrss / 1024:.0f} MiB at most")
    print(answer)


def write_log(path: Path, size: int) -> int:
    """Write a log of about this many bytes, in which each line has a word of alarm, and return the number of lines."""
    rng = random.Random(0)
    written = step = 0
    with path.open("w", encoding="utf-8") as log:
        while written < size:
            step += 1
            written += log.write(
                LINE.format(
                    day=1 + step // 3_000_000,
                    minute=step // 60 % 60,
                    second=step % 60,
                    step=step,
                    loss=2 + rng.random(),
                    norm=rng.random(),
                    pace=100 + rng.random(),
                )
            )
        log.write(END)
    return step + 1


if __name__ == "__main__":
    main()
