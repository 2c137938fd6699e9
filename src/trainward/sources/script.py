"""Runs a script as Python itself would: in place, as `__main__`, with its own arguments, output and exit code."""

import builtins
import os
import runpy
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, TracebackType

from trainward.errors import ScriptNotFound

OURS = str(Path(__file__).resolve().parents[1]) + os.sep
INTERRUPTED = 128 + signal.SIGINT


@dataclass(frozen=True, slots=True)
class Script:
    """A script that was found: how it was named, and what runs it."""

    target: str
    folder: str
    main: ModuleType
    run: Callable[[], object]


def find_script(target: str, *, module: bool) -> Script:
    """Return the script, ready to run.

    Raises:
        ScriptNotFound: `target` is no file, or no module of that name can be found.
    """
    main = ModuleType("__main__")
    run = _module(target) if module else _file(target, main)
    return Script(target, os.getcwd() if module else os.path.dirname(os.path.realpath(target)), main, run)


def run_script(script: Script, arguments: Sequence[str]) -> tuple[int, str]:
    """Run the script and return its exit code and the name of the exception that ended it, if one did.

    A script that was interrupted has the code 130; Python itself would then die of the signal.
    """
    sys.argv = [script.target, *arguments]
    sys.path[0] = script.folder
    sys.modules["__main__"] = script.main
    try:
        script.run()
    except SystemExit as request:
        return _exit_code(request), "SystemExit" if request.code not in (None, 0) else ""
    except BaseException as error:  # noqa: BLE001 - whatever ends the script is shown as Python shows it
        _show(error)
        return INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1, type(error).__name__
    return 0, ""


def _file(target: str, main: ModuleType) -> Callable[[], object]:
    path = Path(target)
    if path.is_dir() or path.suffix in (".zip", ".pyz"):
        return lambda: runpy.run_path(target, run_name="__main__")
    if not path.is_file():
        raise ScriptNotFound(_missing(path))
    place = os.path.abspath(target)  # as Python itself names the main script
    main.__file__ = place
    main.__loader__ = SourceFileLoader("__main__", place)
    main.__dict__.update(__builtins__=builtins, __spec__=None, __package__=None, __cached__=None)
    source = path.read_bytes()
    return lambda: exec(compile(source, place, "exec", dont_inherit=True), main.__dict__)


def _missing(path: Path) -> str:
    beside = sorted(each.name for each in path.parent.glob("*.py"))[:5] if path.parent.is_dir() else []
    there = f"there are {', '.join(beside)}" if beside else f"{path.parent} holds 0 Python files"
    return f"{path}: no such script; {there}; give the path as you would give it to python"


def _module(target: str) -> Callable[[], object]:
    sys.path[0] = os.getcwd()
    try:
        found = find_spec(target)
    except (ImportError, ValueError):
        found = None
    if found is None:
        raise ScriptNotFound(f"-m {target}: found in 0 places of sys.path, from {os.getcwd()}; check the name")
    return lambda: runpy._run_module_as_main(target)  # type: ignore[attr-defined]  # what `python -m` calls


def _exit_code(request: SystemExit) -> int:
    code = request.code
    if code is None:
        return 0
    if isinstance(code, int):
        return code
    sys.stderr.write(f"{code}\n")
    return 1


def _show(error: BaseException) -> None:
    _forget_ours(error, set())
    sys.excepthook(type(error), error, error.__traceback__)


def _forget_ours(error: BaseException | None, seen: set[int]) -> None:
    """Leave out our frames from the traceback of an error and of those it came from."""
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    frames: list[TracebackType] = []
    place = error.__traceback__
    while place is not None:
        if not place.tb_frame.f_code.co_filename.startswith(OURS):
            frames.append(place)
        place = place.tb_next
    kept: TracebackType | None = None
    for frame in reversed(frames):
        kept = TracebackType(kept, frame.tb_frame, frame.tb_lasti, frame.tb_lineno)
    error.__traceback__ = kept
    for other in (error.__cause__, error.__context__, *getattr(error, "exceptions", ())):
        _forget_ours(other, seen)
