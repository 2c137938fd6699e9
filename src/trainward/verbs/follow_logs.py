"""Follows growing logs and examines them whenever something new stands in them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import Final

from trainward.errors import LogError, UsageError
from trainward.records.report import Report
from trainward.sources.log_files import read_logs
from trainward.sources.log_inputs import STANDARD_INPUT
from trainward.verbs.diagnose import diagnose, with_context
from trainward.verbs.examine_log import whole_catalogue

LOOK_SECONDS: Final = 1.0
IDLE_FACTOR: Final = 20.0  # rests this many times what an examination took: at most 5 % of one core


def follow(logs: Sequence[str], context: str, wait: Callable[[float], None]) -> Iterator[Report]:
    """Yield a report at first and each time the answer changes; a log that is not there yet is waited for."""
    if STANDARD_INPUT in logs:
        raise UsageError("--watch: standard input cannot be read twice; write it to a file and follow that")
    known = whole_catalogue()  # made ready before the first look, whose cost sets the pace
    answer: object = None
    extent: object = None
    while True:
        began = process_time()
        now = _extent(logs)
        if now != extent:
            extent = now
            try:
                report = diagnose(with_context(read_logs(logs), context), known)
            except LogError:
                wait(LOOK_SECONDS)
                continue
            said = (report.verdict, tuple(one.cause for one in report.diagnoses[:1]))
            if said != answer:
                answer = said
                yield report
        wait(max(LOOK_SECONDS, IDLE_FACTOR * (process_time() - began)))


def _extent(logs: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Return the names and sizes of what can grow."""
    found: list[tuple[str, int]] = []
    for name in logs:
        path = Path(name)
        for one in sorted(path.rglob("*")) if path.is_dir() else [path]:
            try:
                found.append((str(one), one.stat().st_size))
            except OSError:
                found.append((str(one), -1))
    return tuple(found)
