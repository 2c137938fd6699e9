"""The account of one watched run, apart from its readings."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

RunState: TypeAlias = Literal["running", "ended", "lost"]
"""running: its process lives; ended: it said goodbye; lost: its process died without a word."""


@dataclass(frozen=True, slots=True)
class Run:
    """One process that was watched.

    `exit_code` is None while it runs and when it was lost. `watch_share` is the time spent watching as a share of
    the training time, `watch_seconds` the same in seconds; `watch_budget` is the share that was allowed. `notices` are
    sentences about what could not be seen, each said once.
    """

    id: str
    command: tuple[str, ...]
    started_at: str
    state: RunState = "running"
    exit_code: int | None = None
    steps: int = 0
    step_seconds_median: float | None = None
    watch_share: float = 0.0
    watch_seconds: float = 0.0
    watch_budget: float = 0.01
    rank: int = 0
    world_size: int = 1
    versions: tuple[tuple[str, str], ...] = ()
    machine: str = ""
    notices: tuple[str, ...] = ()
