"""Watch two real training runs, one healthy and one sick, and show what Trainward says of each.

Both train a small convolutional network on MNIST digits. In both the loss falls and the accuracy passes 90 %; in the
second the first convolution is replaced after the optimizer was built, so it never learns anything.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "demo_out"
NAMED_BY_ANY_OF = {"optimizer_holds_stale_parameters", "params_missing_from_optimizer"}


@dataclass(frozen=True)
class Outcome:
    """What became of one watched run."""

    name: str
    report: dict
    page: Path


def trainward(*arguments: str | Path) -> int:
    """Run the command line of this interpreter's Trainward and return its exit code."""
    environment = {"OMP_NUM_THREADS": "1", **os.environ, "TRAINWARD_RUNS": str(OUT / "runs")}
    command = [sys.executable, "-m", "trainward", *map(str, arguments)]
    return subprocess.run(command, env=environment, check=False).returncode


def watch(name: str, script: Path) -> Outcome:
    """Watch `script` and return what the report says."""
    facts, page = OUT / f"{name}.json", OUT / f"{name}.html"
    print(f"\n$ trainward run --html {page.relative_to(HERE.parent)} {script.relative_to(HERE.parent)}\n", flush=True)
    facts.unlink(missing_ok=True)
    page.unlink(missing_ok=True)
    code = trainward("run", "--json", facts, "--html", page, script)
    missing = [str(file) for file in (facts, page) if not file.exists()]
    if code != 0 or missing:
        sys.exit(f"demo: {script} ended with exit code {code}; missing: {', '.join(missing) or 'nothing'}")
    return Outcome(name, json.loads(facts.read_text(encoding="utf-8")), page)


def show(outcome: Outcome) -> None:
    """Print the verdict of a run, what it rests on, and where the page lies."""
    print(f"{outcome.name:8s} {outcome.report['verdict']}")
    for finding in outcome.report["findings"]:
        if finding["severity"] != "info":
            print(f"         {finding['severity']}: {finding['message']}")
    for diagnosis in outcome.report["diagnoses"][:1]:
        print(f"         cause: {diagnosis['cause']}")
    print(f"         {outcome.page}")


def main() -> int:
    """Return 0 when the healthy run is called healthy and the cause of the sick one is named."""
    OUT.mkdir(exist_ok=True)
    healthy = watch("healthy", HERE / "image_cnn.py")
    sick = watch("sick", HERE / "demo" / "image_cnn_sick.py")
    print("\nVerdicts, and the reports to open in a browser:\n")
    show(healthy)
    show(sick)
    named = {diagnosis["cause"] for diagnosis in sick.report["diagnoses"][:1]} & NAMED_BY_ANY_OF
    if healthy.report["verdict"] != "healthy":
        print("\ndemo: the healthy run was not called healthy", file=sys.stderr)
    if not named:
        print("\ndemo: the cause of the sick run was not named", file=sys.stderr)
    return 0 if named and healthy.report["verdict"] == "healthy" else 1


if __name__ == "__main__":
    sys.exit(main())
