"""A watched run with all that belongs to it: the live source, the writer of its readings, and its attendant."""

import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from trainward.records.run import Run
from trainward.sources.live.session import LiveSource
from trainward.store.output_file import write_output
from trainward.store.run_folder import make_run_folder, runs_root
from trainward.store.run_writer import RunWriter
from trainward.verbs.attendant import Attendant, start_attendant
from trainward.verbs.run_options import ReportFiles


class AttendedRun:
    """One run from its folder to its report; nothing in it may fail the user's run."""

    def __init__(self, command: Sequence[str], budget: float, runs: Path | None, files: ReportFiles, quiet: bool):
        """Make the run's folder, begin to store readings, and start the attendant; ranks above 0 have none."""
        now = datetime.now().astimezone()
        rank = int(os.environ.get("RANK", "0"))
        self._quiet = quiet or rank > 0
        folder, notice = make_run_folder(runs_root(runs), command[0], now, rank)
        self.folder = folder
        self._run = Run(
            folder.name,
            tuple(command),
            now.isoformat(timespec="seconds"),
            watch_budget=budget,
            rank=rank,
            world_size=int(os.environ.get("WORLD_SIZE", "1")),
            versions=(("python", platform.python_version()),),
            machine=f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        )
        self.live = LiveSource(budget, self._notice)
        self._keeps_output = True
        self._writer = RunWriter(
            folder, self._run, self.live.recorder.ring, self.live.recorder.series, self._tick, self._complain
        )
        if notice:
            self._complain(notice)
        self._writer.start()
        self._attendant = None if rank else self._start(files)

    def finish(self, exit_code: int | None, exception: str = "") -> str:
        """Store the end of the run, wait for the report, and return the gravest severity found, or an empty text."""
        self.live.end(exit_code, exception)
        self._keep_output()
        self._writer.close(replace(self._account(), state="ended", exit_code=exit_code))
        return self._attendant.finish() if self._attendant is not None else ""

    def _start(self, files: ReportFiles) -> Attendant | None:
        try:
            return start_attendant(self.folder, files, quiet=self._quiet)
        except (OSError, subprocess.SubprocessError) as error:
            self._complain(
                f"no second process could be started to show the run: {error}; its readings are stored all the same, "
                f"see them with `trainward report {self.folder}`"
            )
            return None

    def _tick(self) -> None:
        self._keep_output()
        self.live.tick()
        self._writer.update(self._account())

    def _keep_output(self) -> None:
        text = self.live.output.news() if self._keeps_output else None
        if text is not None:
            try:
                write_output(self.folder, text)
            except OSError as error:
                self._keeps_output = False
                self._complain(f"{self.folder}: the script's output cannot be kept: {error.strerror or error}")

    def _account(self) -> Run:
        return replace(
            self._run,
            steps=self.live.step(),
            step_seconds_median=self.live.median_step_seconds(),
            watch_share=self.live.share(self._writer.cpu_seconds),
            watch_seconds=self.live.seconds(self._writer.cpu_seconds),
            versions=(*self._run.versions, *_versions()),
        )

    def _notice(self, text: str) -> None:
        self._writer.note(text)

    def _complain(self, text: str) -> None:
        self._writer.note(text)
        if not self._quiet:
            sys.stderr.write(f"trainward: {text}\n")


def _versions() -> tuple[tuple[str, str], ...]:
    version = getattr(sys.modules.get("torch"), "__version__", None)
    return (("torch", str(version)),) if version is not None else ()
