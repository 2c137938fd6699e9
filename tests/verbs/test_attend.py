import math
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from trainward.errors import StoreError
from trainward.records.report import Report
from trainward.records.run import Run
from trainward.store.run_writer import RingItem, RunWriter
from trainward.verbs.attend import attend

RUN = Run("r", ("train.py",), "now")


class LiveRun:
    """A run that goes on a little whenever the attendant waits, and ends when its actions are used up."""

    def __init__(self, folder: Path, *actions: Callable[["LiveRun"], None]) -> None:
        folder.mkdir(exist_ok=True)
        self.ring: deque[RingItem] = deque()
        self.folder = folder
        self.shown: list[Report] = []
        self._writer = RunWriter(folder, RUN, self.ring, [("loss", "")])
        self._writer.start()
        self._actions = list(actions)

    def wait(self, seconds: float) -> bool:
        if self._actions:
            self._actions.pop(0)(self)
            return False
        self._writer.close(replace(RUN, exit_code=0, steps=len(self.ring)))
        return True

    def attend(self) -> Report:
        return attend(self.folder, self.wait, self.shown.append)


def test_a_run_is_followed_to_its_end(tmp_path: Path) -> None:
    live = LiveRun(tmp_path, lambda run: run.ring.append((0, 1, math.nan)))

    report = live.attend()

    assert report.run.state == "ended"
    assert report.run.exit_code == 0
    assert [finding.rule for finding in report.findings] == ["loss-non-finite"]


def test_what_is_shown_meanwhile_is_a_running_run(tmp_path: Path) -> None:
    live = LiveRun(tmp_path, lambda run: None, lambda run: None)
    live.attend()

    assert {report.run.state for report in live.shown} <= {"running"}


def test_a_run_that_never_wrote_anything_cannot_be_reported(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        attend(tmp_path, lambda seconds: True, lambda report: None)


def test_a_folder_that_is_taken_away_leaves_the_report_of_what_was_seen(tmp_path: Path) -> None:
    live = LiveRun(tmp_path, lambda run: run.ring.append((0, 1, math.nan)))
    shown: list[Report] = []

    def wait(seconds: float) -> bool:
        if shown:
            live.wait(0)
            (tmp_path / "run.db").unlink(missing_ok=True)
        return bool(shown)

    report = attend(tmp_path, wait, shown.append)

    assert shown[0].run.state == "running"
    assert report.run.state == "lost"
