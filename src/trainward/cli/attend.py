"""The attendant process: `trainward attend FOLDER`, started by `trainward run` and by `trainward.watch`."""

import argparse
import os
import select
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from trainward.errors import TrainwardError
from trainward.verbs.run_options import ReportFiles

if TYPE_CHECKING:
    from trainward.cli.display import Display

NICENESS = 10
GRACE_SECONDS = 0.05  # a process that was killed takes a moment to be gone


def attend_command(arguments: Sequence[str]) -> int:
    """Follow the run to its end, write its reports, and answer with the gravest severity found."""
    options = _parse(arguments)
    _detach()
    from trainward.cli.display import display_for

    folder = Path(options.folder)
    display = display_for(folder, quiet=options.quiet)
    gravest = ""
    try:
        gravest = _attend(folder, ReportFiles(options.json, options.html, options.md), display)
    except TrainwardError as error:
        display.say(str(error))
    except Exception as error:  # noqa: BLE001 - the script's terminal is no place for a traceback of ours
        display.say(
            f"the attendant failed: {type(error).__name__}: {error}; `trainward report {folder}` may still work"
        )
    finally:
        _answer(options.answer, gravest)
    return 0


def _attend(folder: Path, files: ReportFiles, display: "Display") -> str:
    from trainward.cli.output import write_reports
    from trainward.verbs.attend import attend

    report = attend(folder, Lifeline().wait, display.show)
    troubles = write_reports(report, files)
    display.end(report)
    for trouble in troubles:
        display.say(trouble)
    return report.findings[0].severity if report.findings else ""


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="trainward attend", description="follow the run in FOLDER")
    parser.add_argument("folder", metavar="FOLDER")
    for form in ("--json", "--html", "--md"):
        parser.add_argument(form, default="")
    parser.add_argument("--answer", type=int, default=-1, help="file descriptor to answer through")
    parser.add_argument("--quiet", action="store_true")
    return parser.parse_args(arguments)


def _detach() -> None:
    """Leave the process that started this one: it must find no child it did not make, and no signal must end this."""
    if hasattr(os, "fork") and os.fork():
        os._exit(0)
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    os.nice(NICENESS)


class Lifeline:
    """Standard input, whose other end is held by the process that is watched."""

    def __init__(self) -> None:
        """Begin with a process that lives."""
        self._ended = False

    def wait(self, seconds: float) -> bool:
        """Pause, yet not beyond the end of the other process, and return whether the lifeline has ended.

        It also ends when a living script closes all its files: whoever asks looks whether the process lives.
        """
        if self._ended:
            time.sleep(seconds)
        elif select.select([sys.stdin], [], [], seconds)[0]:
            self._ended = True
            time.sleep(GRACE_SECONDS)
        return self._ended


def _answer(descriptor: int, text: str) -> None:
    if descriptor >= 0:
        try:
            os.write(descriptor, text.encode())
        except OSError:  # nobody waits for it any more
            return
