"""The training scripts of tests/zoo and of examples, and how one of them is run."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

ROOT: Final = Path(__file__).resolve().parent.parent
ZOO: Final = ROOT / "tests" / "zoo"
HEALTHY: Final = "healthy"
SECONDS: Final = 600  # no script needs more than a few seconds; the limit allows for a busy machine

Kind = Literal["sick", "twin", "healthy"]


@dataclass(frozen=True)
class Program:
    """A training script: `cause` is what is wrong with it, or with its sick twin; empty for one that has no twin."""

    path: Path
    kind: Kind
    cause: str
    case: str

    @property
    def processes(self) -> int:
        """How many processes the script says it is to be started in."""
        return 2 if "torchrun" in self.path.read_text(encoding="utf-8") else 1


@dataclass(frozen=True)
class Ended:
    """How a run of a script ended; `report` is None when it was not watched or left none."""

    exit_code: int
    output: str
    errors: str
    report: Mapping[str, Any] | None = None


def programs() -> list[Program]:
    """Return every script: the pairs, the healthy collection, and the examples."""
    return [*pairs(), *healthy()]


def pairs() -> list[Program]:
    """Return the sick scripts and their twins, twin after twin."""
    found = []
    for sick in sorted(ZOO.glob("*/*_sick.py")):
        case = sick.stem.removesuffix("_sick")
        found.append(Program(sick, "sick", sick.parent.name, case))
        found.append(Program(sick.with_name(f"{case}_healthy.py"), "twin", sick.parent.name, case))
    return found


def healthy() -> list[Program]:
    """Return the healthy scripts without a twin, and the examples."""
    paths = [*sorted((ZOO / HEALTHY).glob("*.py")), *examples()]
    return [Program(path, "healthy", "", path.stem) for path in paths]


def examples() -> list[Path]:
    """Return the example scripts."""
    return [path for path in sorted((ROOT / "examples").glob("*.py")) if path.stem != "demo"]


def also_right() -> dict[tuple[str, str], set[str]]:
    """Return for (cause, case) the other causes whose repair is as good."""
    right: dict[tuple[str, str], set[str]] = {}
    with (ZOO / "also_right.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            right.setdefault((row["cause"], row["case"]), set()).add(row["also"])
    return right


def run_bare(program: Program, *arguments: str | Path, driver: Sequence[str | Path] = ()) -> Ended:
    """Run the script as its author would; a driver is a script that is given it to run, with arguments of its own."""
    ended = _run([*_starter(program), *driver, program.path, *arguments], {})
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def run_watched(program: Program, folder: Path, *arguments: str | Path, driver: Sequence[str | Path] = ()) -> Ended:
    """Run the script under `trainward run`, its run and report stored in `folder`."""
    file = folder / "report.json"
    module = ["-m", "trainward", "run", "--quiet", "--json", file, *driver, program.path, *arguments]
    ended = _run([*_starter(program), *module], {"TRAINWARD_RUNS": str(folder / "runs")})
    report = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
    return Ended(ended.returncode, ended.stdout, ended.stderr, report)


def _starter(program: Program) -> list[str]:
    if program.processes == 1:
        return [sys.executable]
    return [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={program.processes}"]


def _run(command: Sequence[str | Path], more: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0", **more}
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
    )
