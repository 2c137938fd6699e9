"""The project's own files, for the tests that read them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("src", "tests", "benchmarks", "examples")
WRITTEN_BY_HAND = {".py", ".html", ".css", ".js", ".j2"}


@dataclass(frozen=True)
class Function:
    """A function of the project: `lines` from `def` to its end, `parameters` without self and cls."""

    name: str
    lines: int
    parameters: int


def files_in(*parts: str) -> Iterator[Path]:
    """Yield every file below these folders that belongs to the project, in a fixed order."""
    for part in parts:
        for path in sorted((ROOT / part).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
                yield path


def python_files(*parts: str) -> list[Path]:
    """Return the Python files below these folders."""
    return [path for path in files_in(*parts) if path.suffix == ".py"]


def short(path: Path) -> str:
    """Return the path as seen from the top of the tree."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[Function]:
    """Yield every function and method in a Python file, nested ones too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            parameters = len([name for name in names if name not in ("self", "cls")])
            yield Function(node.name, (node.end_lineno or node.lineno) - node.lineno + 1, parameters)


def imported_modules(path: Path) -> set[str]:
    """Return the top-level names of all modules that a file imports, in functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


def words(name: str) -> list[str]:
    """Split a name into its words: `lastGradNorm`, `last_grad_norm` and `LastGradNorm` alike."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return [word for word in spaced.lower().split("_") if word]
