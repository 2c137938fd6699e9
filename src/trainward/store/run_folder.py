"""Where runs are kept: makes a folder for a new one, finds and lists the stored ones."""

import difflib
import os
import re
import secrets
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final

from trainward.errors import RunNotFound, StoreError
from trainward.store.schema import DATABASE

RUNS_VARIABLE: Final = "TRAINWARD_RUNS"
DEFAULT_ROOT: Final = "trainward_runs"
NEWEST: Final = ("latest", "last")
_ATTEMPTS: Final = 20
_NAME_LENGTH: Final = 40


def runs_root(chosen: Path | None = None) -> Path:
    """Return the folder of all runs: the chosen one, else `$TRAINWARD_RUNS`, else `./trainward_runs`."""
    return (chosen or Path(os.environ.get(RUNS_VARIABLE) or DEFAULT_ROOT)).absolute()


def make_run_folder(root: Path, script: str, now: datetime, rank: int = 0) -> tuple[Path, str]:
    """Make a folder for a new run that no other run has or gets; its name is the run's id.

    Args:
        root: see `runs_root`; made where it is missing.
        script: file or module that runs; the id holds its name.
        now: local time, for the id.
        rank: of a distributed run; a rank other than 0 is added to the id.

    Returns:
        The folder, and a sentence to tell the user: empty, or that `root` cannot be written and what is used instead.

    Raises:
        StoreError: neither `root` nor a temporary folder can be written.
    """
    try:
        return _make_in(root, script, now, rank), ""
    except OSError as error:
        reason = f"{root}: no run folder can be made there ({error.strerror or error})"
    try:
        folder = _make_in(Path(tempfile.mkdtemp(prefix="trainward-")), script, now, rank)
    except OSError as error:
        raise StoreError(
            f"{reason}, and no temporary folder either ({error}); name a writable one by --runs"
        ) from error
    return (
        folder,
        f"{reason}; this run is stored in {folder} instead: name a writable folder by --runs or {RUNS_VARIABLE}",
    )


def list_run_folders(root: Path) -> tuple[Path, ...]:
    """Return the folders of the stored runs, newest first; empty when there is no `root`."""
    try:
        found = [entry for entry in root.iterdir() if (entry / DATABASE).is_file()]
    except OSError:
        return ()
    return tuple(sorted(found, key=lambda folder: folder.name, reverse=True))


def find_run_folder(wanted: str, root: Path) -> Path:
    """Return the folder of a run named by its id, the beginning of its id, 'latest', or a path.

    Raises:
        RunNotFound: no run is meant, or more than one; the message names the nearest.
    """
    if wanted:
        path = Path(wanted)
        for folder in (path, path.parent):
            if (folder / DATABASE).is_file() and (folder == path or path.name == DATABASE):
                return folder.absolute()
    folders = list_run_folders(root)
    if wanted in NEWEST and folders:
        return folders[0]
    matches = [folder for folder in folders if wanted and folder.name.startswith(wanted)]
    exact = [folder for folder in matches if folder.name == wanted]
    if len(exact or matches) == 1:
        return (exact or matches)[0]
    raise RunNotFound(_not_found(wanted, root, folders, matches))


def _not_found(wanted: str, root: Path, folders: tuple[Path, ...], matches: list[Path]) -> str:
    if matches:
        begun = ", ".join(folder.name for folder in matches[:5])
        return f"run {wanted!r}: {len(matches)} runs in {root} begin so, 1 is wanted; give more of the id: {begun}"
    if not folders:
        return (
            f"run {wanted!r}: {root} holds 0 runs; make one by `trainward run script.py`, or name the folder by --runs"
        )
    names = [folder.name for folder in folders]
    near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.3) or names[:3]
    return (
        f"run {wanted!r}: none of the {len(names)} runs in {root} has this id or path; "
        f"nearest: {', '.join(near)}; `trainward runs` lists them all"
    )


def _make_in(root: Path, script: str, now: datetime, rank: int) -> Path:
    name = re.sub(r"[^A-Za-z0-9_.]+", "_", Path(script).name.removesuffix(".py"))[:_NAME_LENGTH].strip("._") or "run"
    suffix = f"-rank{rank}" if rank else ""
    root.mkdir(parents=True, exist_ok=True)
    for _ in range(_ATTEMPTS):
        folder = root / f"{now:%Y%m%d-%H%M%S}-{name}-{secrets.token_hex(2)}{suffix}"
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise FileExistsError(f"{_ATTEMPTS} names in a row were taken")
