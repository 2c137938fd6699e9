"""Puts texts where the user wants them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from trainward.errors import StoreError
from trainward.verbs.run_options import ReportFiles

if TYPE_CHECKING:
    from trainward.records.log import LogReport
    from trainward.records.report import Report


def write_text(text: str, file: str) -> None:
    """Write to a file, whose folder is made where it is missing, or for "-" to standard output.

    Raises:
        StoreError: it cannot be written.
    """
    if file == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    path = Path(file)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StoreError(
            f"{path}: {len(text)} characters cannot be written: {error.strerror}; name another file"
        ) from error


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

    sys.stdout.write("".join(f"{line}\n" for line in log_plain(report, log)).encode("utf-8", "replace").decode())


def show_report(report: "Report", folder: Path) -> None:
    """Print the summary of a report: set on a terminal, plain lines elsewhere."""
    if sys.stdout.isatty():
        from rich.console import Console

        from trainward.report.terminal import terminal_report

        Console(highlight=False).print(terminal_report(report, folder))
        return
    from trainward.report.plain import plain_report

    print("\n".join(plain_report(report, folder)))
