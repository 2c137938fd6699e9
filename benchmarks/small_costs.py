"""The costs that are not of a step: a logged value, and an import."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

VALUES = 50_000
ROUNDS = 21
SIGNALS = ("loss", "grad_norm", "step_seconds", "data_wait_seconds", "learning_rate")


@dataclass(frozen=True)
class SmallCosts:
    """Seconds: a value put into the ring, `import trainward`, and `import torch` for comparison."""

    value_seconds: float
    import_seconds: float
    import_torch_seconds: float


def value_seconds() -> float:
    """Return what one value costs on the thread that trains: the loop around it is taken off."""
    from trainward.sources.live.recorder import Recorder

    recorder = Recorder()
    put = recorder.put

    def nothing(signal: str, step: int, value: float) -> None:
        return None

    def loop(record: Callable[[str, int, float], None]) -> float:
        recorder.ring.clear()
        begin = perf_counter()
        for step in range(VALUES // len(SIGNALS)):
            for signal in SIGNALS:
                record(signal, step, 0.5)
        return (perf_counter() - begin) / VALUES

    return median(loop(put) - loop(nothing) for _ in range(ROUNDS))


def import_seconds() -> tuple[float, float]:
    """Return the time of `import trainward` and of `import torch`, each less that of an empty program."""
    programs = ("pass", "import trainward", "import torch")
    times: dict[str, list[float]] = {program: [] for program in programs}
    for program in programs:  # the first time reads from disk
        _seconds(program)
    for _ in range(ROUNDS // 2):
        for program in programs:
            times[program].append(_seconds(program))
    empty = median(times["pass"])
    return median(times["import trainward"]) - empty, median(times["import torch"]) - empty


def small_costs() -> SmallCosts:
    """Return all of them, measured now."""
    package, torch = import_seconds()
    return SmallCosts(value_seconds(), package, torch)


def _seconds(program: str) -> float:
    begin = perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return perf_counter() - begin
