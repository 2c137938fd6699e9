"""Follows a run while it lives and examines it now and then, at a bounded cost of its own."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from trainward.errors import StoreError
from trainward.records.report import Report
from trainward.store.run_reader import RunReader
from trainward.verbs.examine import examine, examine_folder

LOOK_SECONDS: Final = 1.0
RULES_SECONDS: Final = 3.0
IDLE_FACTOR: Final = 150.0  # rests this many times what a look took: two kinds of looks make 1.3 % of one core
LIVE_READINGS: Final = 20_000  # of one series; chosen
START_SECONDS: Final = 30.0  # longest wait for the first flush of a run whose process lives


def attend(folder: Path, wait: Callable[[float], bool], show: Callable[[Report], None]) -> Report:
    """Show the run about once a second until it has ended, and return its report.

    Args:
        folder: of the run; its database may come a moment later.
        wait: pauses for so many seconds, or until the process is gone, and returns whether it is.
        show: takes the run as it stands, with the live part of its history and the findings of the last examination.

    Raises:
        StoreError: the run cannot be read in the end.
    """
    reader = RunReader(folder, LIVE_READINGS)
    if not _await_first_flush(reader, wait):
        return examine_folder(folder)
    last: Report | None = None
    rules_at = time.monotonic() + RULES_SECONDS
    while True:
        began = time.process_time()
        try:
            run = reader.refresh()
        except StoreError:
            if last is None or wait(LOOK_SECONDS):
                return _final(folder, last)
            continue
        if run.state != "running":
            return _final(folder, last)
        if last is None or time.monotonic() >= rules_at:
            rules_began = time.process_time()
            last = examine(run, reader.history())
            rules_at = time.monotonic() + max(RULES_SECONDS, IDLE_FACTOR * (time.process_time() - rules_began))
            began = time.process_time()
        last = replace(last, run=replace(run, notices=last.run.notices), history=reader.history())
        show(last)
        wait(max(LOOK_SECONDS, IDLE_FACTOR * (time.process_time() - began)))


def _await_first_flush(reader: RunReader, wait: Callable[[float], bool]) -> bool:
    end = time.monotonic() + START_SECONDS
    gone = False
    while time.monotonic() < end:
        try:
            reader.refresh()
        except StoreError:
            if gone:
                return False
            gone = wait(0.1)
        else:
            return True
    return False


def _final(folder: Path, last: Report | None) -> Report:
    try:
        return examine_folder(folder)
    except StoreError:
        if last is None:
            raise
        # the folder is gone: what was seen before is better than nothing
        return replace(last, run=replace(last.run, state="lost"))
