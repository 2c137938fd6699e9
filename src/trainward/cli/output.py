"""Puts texts where the user wants them."""

import errno
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trainward.errors import StoreError
from trainward.verbs.run_options import ReportFiles

if TYPE_CHECKING:
    from trainward.records.log import LogReport
    from trainward.records.report import Report

_READER_GONE: Final = 141  # exit code: 128 and the number of SIGPIPE, as shells have it


def say(text: str) -> None:
    """Print a text on standard output; what its encoding does not have becomes a question mark.

    Raises:
        StoreError: it cannot be written.
        SystemExit: who read it has gone.
    """
    encoding = sys.stdout.encoding or "utf-8"
    _put(text.encode(encoding, "replace").decode(encoding))


def write_text(text: str, file: str) -> None:
    """Write to a file in UTF-8, whose folder is made where it is missing, or for "-" to standard output.

    A file has the whole text, or what it had before.

    Raises:
        StoreError: it cannot be written.
        SystemExit: who read standard output has gone.
    """
    if file == "-":
        _put(text)
        return
    path = Path(file)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(text.encode("utf-8", "replace"), path)
    except OSError as error:
        raise StoreError(
            f"{path}: {len(text)} characters cannot be written: {error.strerror}; name another file"
        ) from error


def _put(text: str) -> None:
    """Write to standard output, in UTF-8 where its own encoding does not have all of the text."""
    try:
        try:
            sys.stdout.write(text)
        except UnicodeEncodeError:
            sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.flush()
    except OSError as error:
        _forget_output()
        if isinstance(error, BrokenPipeError):
            raise SystemExit(_READER_GONE) from error
        raise StoreError(
            f"standard output: {len(text)} characters cannot be written: {error.strerror}; write them to a file"
        ) from error


def _forget_output() -> None:
    """Send what waits to be written nowhere, so that it is not tried once more at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _write(data: bytes, path: Path) -> None:
    """Write aside and put it in place; a pipe or device, which cannot be replaced, is written to."""
    if path.exists() and (not path.is_file() or path.is_relative_to("/dev")):
        path.write_bytes(data)
        return
    place = Path(os.path.realpath(path))  # a link to a file stays one
    if place.exists() and not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    beside = place.with_name(f".trainward-{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        if place.exists():
            shutil.copymode(place, beside)
        os.replace(beside, place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_reports(report: "Report", files: ReportFiles) -> list[str]:
    """Write every report that is asked for and return what went wrong, one sentence each; one does not stop another."""
    troubles = []
    for form, file in (("json", files.json), ("markdown", files.markdown), ("html", files.html)):
        if file:
            try:
                write_text(_rendered(report, form), file)
            except StoreError as error:
                troubles.append(str(error))
            except Exception as error:  # noqa: BLE001 - one form that cannot be drawn must not cost the others
                troubles.append(
                    f"{file}: the {form} report failed: {type(error).__name__}: {error}; please report this"
                )
    return troubles


def _rendered(report: "Report", form: str) -> str:
    if form == "json":
        from trainward.report.json_report import json_report

        return json_report(report)
    if report.log is not None:
        return _rendered_log(report, report.log, form)
    if form == "markdown":
        from trainward.report.markdown import markdown_report

        return markdown_report(report)
    from trainward.report.html_report import html_report

    return html_report(report)


def _rendered_log(report: "Report", log: "LogReport", form: str) -> str:
    if form == "markdown":
        from trainward.report.log_markdown import log_markdown

        return log_markdown(report, log)
    from trainward.report.log_html import log_html

    return log_html(report, log)


def show_log_report(report: "Report", log: "LogReport") -> None:
    """Print what a log says: set on a terminal, plain lines elsewhere."""
    if sys.stdout.isatty():
        from rich.console import Console

        from trainward.report.log_terminal import log_terminal

        Console(highlight=False).print(log_terminal(report, log))
        return
    from trainward.report.log_plain import log_plain

    say("".join(f"{line}\n" for line in log_plain(report, log)))


def show_report(report: "Report", folder: Path) -> None:
    """Print the summary of a report: set on a terminal, plain lines elsewhere."""
    if sys.stdout.isatty():
        from rich.console import Console

        from trainward.report.terminal import terminal_report

        Console(highlight=False).print(terminal_report(report, folder))
        return
    from trainward.report.plain import plain_report

    say("".join(f"{line}\n" for line in plain_report(report, folder)))
