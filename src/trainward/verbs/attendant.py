"""Starts the attendant: the second process that reads the run, shows it and writes its reports.

It is no child of this process, so a script that waits for its children, or ends them all, does not meet it. Two pipes
tie the two together: the attendant learns by the end of the first that this process is gone, however that came about,
and answers through the second when its work is done.
"""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from trainward.verbs.run_options import ReportFiles

START_SECONDS: Final = 20.0
FINISH_SECONDS: Final = 60.0  # rules and the page over a very long history; chosen


class Attendant:
    """A started attendant; `finish` is called once, when the run is stored and closed."""

    def __init__(self, lifeline: int, answer: int) -> None:
        """Take over the two ends of the pipes."""
        self._lifeline = lifeline
        self._answer = answer
        if hasattr(os, "register_at_fork"):
            # a loader worker that outlives the run must not keep the lifeline open
            os.register_at_fork(after_in_child=self._close)

    def finish(self, seconds: float = FINISH_SECONDS) -> str:
        """Wait until the reports are written, and return the gravest severity that was found, or an empty text."""
        os.close(self._lifeline)
        self._lifeline = -1
        answer = b""
        end = time.monotonic() + seconds
        while select.select([self._answer], [], [], max(0.0, end - time.monotonic()))[0]:
            part = os.read(self._answer, 100)
            if not part:
                break
            answer += part
        self._close()
        return answer.decode()

    def _close(self) -> None:
        for end in (self._lifeline, self._answer):
            if end >= 0:
                os.close(end)
        self._lifeline = self._answer = -1


def start_attendant(folder: Path, files: ReportFiles, *, quiet: bool = False) -> Attendant:
    """Start an attendant for the run in `folder`; it is at work once this returns.

    Raises:
        OSError, subprocess.SubprocessError: it cannot be started.
    """
    alive_read, alive_write = os.pipe()
    answer_read, answer_write = os.pipe()
    try:
        launcher = subprocess.Popen(
            [*_program(), str(folder), f"--answer={answer_write}", *_options(files, quiet=quiet)],
            stdin=alive_read,
            stdout=None if "-" in (files.json, files.html, files.markdown) else subprocess.DEVNULL,
            pass_fds=(answer_write,),
            start_new_session=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
        )
        launcher.wait(START_SECONDS)
    except BaseException:
        os.close(alive_write)
        os.close(answer_read)
        raise
    finally:
        os.close(alive_read)
        os.close(answer_write)
    return Attendant(alive_write, answer_read)


def _program() -> list[str]:
    # safe path: the folder of the script may hold a file called random.py or rich.py
    package_root = Path(__file__).resolve().parents[2]
    safe = [] if package_root == Path.cwd() else ["-P"]
    return [sys.executable, *safe, "-m", "trainward", "attend"]


def _options(files: ReportFiles, *, quiet: bool) -> Iterator[str]:
    for name, place in (("--json", files.json), ("--html", files.html), ("--md", files.markdown)):
        if place:
            yield f"{name}={place}"
    if quiet:
        yield "--quiet"
