"""What the user asks of `trainward run`; light, because the process that reads it becomes the user's script."""

from dataclasses import dataclass
from pathlib import Path

DEFAULT_BUDGET = 0.01
"""Share of the training time that watching may cost."""


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where reports go: a path, "-" for standard output, "" for nowhere."""

    json: str = ""
    html: str = ""
    markdown: str = ""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The script with its arguments, and how to watch it; `fail_on` is a severity or empty."""

    target: str
    arguments: tuple[str, ...]
    module: bool = False
    files: ReportFiles = ReportFiles()
    fail_on: str = ""
    runs: Path | None = None
    budget: float = DEFAULT_BUDGET
    quiet: bool = False
