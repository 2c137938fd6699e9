"""Which logs were named: files as they are, folders with what lies in them, rotated files oldest first."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from trainward.errors import LogError

STANDARD_INPUT: Final = "-"

_RANK: Final = re.compile(
    r"(?:rank|worker|node_rank|global_rank|proc|process|gpu)[-_. ]?(\d{1,5})(?!\d)", re.IGNORECASE
)
_TORCHRUN: Final = re.compile(r"attempt_\d+/(\d{1,5})/std(?:out|err)\.log$")
_ROTATED: Final = re.compile(r"^(?P<base>.+?)(?:\.(?P<number>\d{1,4}))?(?P<packed>\.(?:gz|bz2|xz))?$")
_NOT_LOGS: Final = frozenset(
    [
        ".pt",
        ".pth",
        ".ckpt",
        ".safetensors",
        ".bin",
        ".npy",
        ".npz",
        ".pkl",
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".db",
        ".sqlite",
        ".zip",
        ".whl",
        ".so",
        ".pyc",
        ".onnx",
        ".h5",
        ".parquet",
        ".arrow",
    ]
)
_MOST_FILES: Final = 4_096


@dataclass(frozen=True, slots=True)
class LogInput:
    """A log to read: `path` is None for standard input; `rank` is what the name of the file says."""

    name: str
    path: Path | None
    rank: int | None


def log_inputs(named: Iterable[str]) -> tuple[LogInput, ...]:
    """Return the logs behind the names, each once.

    Raises:
        LogError: a name is no file and no folder, or a folder holds no log.
    """
    found: dict[str, LogInput] = {}
    for name in named:
        for one in _of_name(name):
            found.setdefault(one.name, one)
    return tuple(found.values())


def rank_of_name(name: str) -> int | None:
    """Return the rank that the name of a file gives, or None."""
    match = _TORCHRUN.search(name.replace(os.sep, "/")) or _RANK.search(Path(name).name)
    return int(match.group(1)) if match else None


def _of_name(name: str) -> Iterator[LogInput]:
    if name == STANDARD_INPUT:
        yield LogInput("standard input", None, None)
        return
    path = Path(name)
    if path.is_dir():
        yield from _of_folder(path)
    elif path.exists():
        yield LogInput(name, path, rank_of_name(name))
    else:
        near = ", ".join(sorted(entry.name for entry in path.parent.glob("*.log"))[:3]) if path.parent.is_dir() else ""
        hint = f"logs there: {near}" if near else "give the path of a log, of a folder of logs, or - for standard input"
        raise LogError(f"{name}: there is no such file; {hint}")


def _of_folder(folder: Path) -> Iterator[LogInput]:
    paths = [
        path
        for path in folder.rglob("*")
        if path.suffix.lower() not in _NOT_LOGS
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
        and path.stat().st_size > 0
    ]
    if not paths:
        raise LogError(f"{folder}: 0 files in this folder can be logs; name the folder the ranks write to")
    if len(paths) > _MOST_FILES:
        raise LogError(f"{folder}: {len(paths)} files, at most {_MOST_FILES} are read at once; name those that matter")
    for path in sorted(paths, key=_order):
        yield LogInput(str(path), path, rank_of_name(str(path)))


def _order(path: Path) -> tuple[str, int, tuple[int | str, ...]]:
    """Return the folder, then the log, then its age: `train.log.2.gz` comes before `train.log.1` and `train.log`."""
    match = _ROTATED.match(path.name)
    base = match.group("base") if match else path.name
    number = int(match.group("number") or 0) if match else 0
    parts = tuple(int(part) if part.isdigit() else part for part in re.split(r"(\d+)", base) if part)
    return (
        str(path.parent),
        0,
        (*(f"{part:09d}" if isinstance(part, int) else part for part in parts), f"{9999 - number}"),
    )
