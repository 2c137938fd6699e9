"""Importing the package, and asking it small things, costs little: counted in modules, for counts do not waver."""

import subprocess
import sys

import pytest

HEAVY = {"torch", "numpy", "plotly", "rich", "jinja2", "typer", "psutil", "pandas", "pynvml"}
# Python itself loads about 30 to 60 modules before the first line; the package may add a small standard-library set.
MODULES = 120


def modules_after(statement: str) -> set[str]:
    program = f"import sys\n{statement}\nprint(' '.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("statement", ["import trainward", "import trainward.__main__"])
def test_importing_loads_nothing_heavy(statement: str) -> None:
    assert modules_after(statement) & HEAVY == set()


def test_importing_loads_few_modules() -> None:
    assert len(modules_after("import trainward") - modules_after("pass")) < MODULES


def test_the_public_names_can_be_listed_without_torch() -> None:
    assert "torch" not in modules_after("import trainward; dir(trainward)")
