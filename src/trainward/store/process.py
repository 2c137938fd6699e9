"""Whether the process that wrote a run still lives."""

import os
from pathlib import Path
from typing import Final

_STATE: Final = 0  # fields of /proc/PID/stat counted after the command's closing parenthesis
_START: Final = 19


def process_start(pid: int) -> str:
    """Return when the process started, in the kernel's own count; empty when it cannot be known or is dead.

    A number is given to a new process once its owner is gone; number and start together name one process.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[_STATE] in "ZX" else fields[_START]


def is_alive(pid: int, start: str) -> bool:
    """Return whether the process `pid` that began at `start` still lives on this machine."""
    if start:
        return process_start(pid) == start
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
