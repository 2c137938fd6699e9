"""How the attendant shows a run on standard error: held lines on a terminal, plain lines elsewhere, or nothing."""

import os
import sys
from pathlib import Path
from typing import Protocol

from trainward.records.report import Report
from trainward.report.plain import plain_finding, plain_report
from trainward.verbs.examine import at_least

PREFIX = "trainward: "


class Display(Protocol):
    """Shows a run while it is under way, and its report in the end."""

    def show(self, report: Report) -> None:
        """Show the run as it stands."""

    def end(self, report: Report) -> None:
        """Show the report."""

    def say(self, text: str) -> None:
        """Tell of trouble."""


def display_for(folder: Path, *, quiet: bool) -> Display:
    """Return the display that fits standard error."""
    if quiet:
        return QuietDisplay()
    if sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        return TerminalDisplay(folder)
    return LineDisplay(folder)


class QuietDisplay:
    """Says nothing but trouble."""

    def show(self, report: Report) -> None:
        """Show nothing."""

    def end(self, report: Report) -> None:
        """Show nothing."""

    def say(self, text: str) -> None:
        """Tell of trouble."""
        _write(f"{PREFIX}{text}\n")


class LineDisplay(QuietDisplay):
    """Says when the run begins, each rule at warning or above once, and the report at the end."""

    def __init__(self, folder: Path) -> None:
        """Say where the run is stored."""
        self._folder = folder
        self._said: set[tuple[str, str]] = set()
        self.say(f"watching; the run is stored in {folder}")

    def show(self, report: Report) -> None:
        """Say what is new: a rule speaks once for each severity."""
        for finding in at_least(report.findings, "warning"):
            if (finding.rule, finding.severity) not in self._said:
                self._said.add((finding.rule, finding.severity))
                self.say(plain_finding(finding))

    def end(self, report: Report) -> None:
        """Say the report."""
        _write("".join(f"{PREFIX}{line}\n" for line in plain_report(report, self._folder)))


class TerminalDisplay(QuietDisplay):
    """Holds the bottom lines of the terminal while the run is under way, and prints a summary after it."""

    def __init__(self, folder: Path) -> None:
        """Take nothing of the terminal before there is something to show."""
        from trainward.cli.screen import BottomLines
        from trainward.report.live_view import LINES

        self._folder = folder
        self._screen = BottomLines(sys.stderr.fileno(), LINES)

    def show(self, report: Report) -> None:
        """Draw the run as it stands."""
        from trainward.report.live_view import live_lines

        self._screen.draw(live_lines(report, self._screen.width()))

    def end(self, report: Report) -> None:
        """Give the lines back and print the summary."""
        from rich.console import Console

        from trainward.report.terminal import terminal_report

        self._screen.close()
        try:
            Console(stderr=True, highlight=False).print(terminal_report(report, self._folder))
        except OSError:  # the terminal was closed; the reports are written
            return

    def say(self, text: str) -> None:
        """Tell of trouble where the script's output runs."""
        self._screen.close()
        _write(f"{PREFIX}{text}\n")


def _write(text: str) -> None:
    try:
        os.write(sys.stderr.fileno(), text.encode("utf-8", "replace"))
    except OSError:  # nobody reads it any more
        return
