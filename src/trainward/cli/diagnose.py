"""The verb `diagnose`: what ended or spoils a run, by its log."""

import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from trainward.verbs.run_options import ReportFiles

if TYPE_CHECKING:
    from trainward.records.report import Report

_PROGRESS_SECONDS: Final = 0.2


Logs = Annotated[
    list[str],
    typer.Argument(
        metavar="LOG...",
        help="Logs, gzip or not; a folder stands for the logs in it, - for standard input.",
        show_default=False,
    ),
]
Context = Annotated[
    str,
    typer.Option(
        "--context", metavar="TEXT", help="What you know and the log does not say: what changed, what you saw."
    ),
]
HtmlFile = Annotated[str, typer.Option("--html", metavar="FILE", help="Write one page that works offline.")]
MarkdownFile = Annotated[
    str, typer.Option("--md", metavar="FILE", help="Write Markdown to paste into an issue, - for standard output.")
]
JsonFile = Annotated[str, typer.Option("--json", metavar="FILE", help="Write JSON, - for standard output.")]
Watch = Annotated[
    bool, typer.Option("--watch", help="Follow growing logs until Ctrl-C and say when the answer changes.")
]


def diagnose_command(
    logs: Logs,
    context: Context = "",
    html: HtmlFile = "",
    md: MarkdownFile = "",
    json: JsonFile = "",
    watch: Watch = False,
) -> None:
    """Name the root cause in the log of a run, of any framework, with the lines that show it and what to do.

    The verdict is healthy, diagnosed, or undecided; an undecided log comes with what to get next.

    Typed so:

        trainward diagnose train.log

        trainward diagnose logs/                 (all ranks together)

        kubectl logs trainer-0 | trainward diagnose -

        trainward diagnose slurm-123.out --md issue.md --context "began after the upgrade to torch 2.6"
    """
    files = ReportFiles(json, html, md)
    if watch:
        _watch(logs, context, files)
        raise typer.Exit
    troubles = _told(_diagnosed(logs, context), files)
    for trouble in troubles:
        print(f"trainward: {trouble}", file=sys.stderr)
    raise typer.Exit(1 if troubles else 0)


def _diagnosed(logs: Sequence[str], context: str) -> "Report":
    from trainward.sources.log_files import read_logs
    from trainward.verbs.diagnose import diagnose, with_context

    progress = _progress() if sys.stderr.isatty() else None
    read = read_logs(logs, progress) if progress else read_logs(logs)
    if progress:
        sys.stderr.write("\r\x1b[K")
    return diagnose(with_context(read, context))


def _told(report: "Report", files: ReportFiles) -> list[str]:
    from trainward.cli.output import show_log_report, write_reports

    if "-" not in (files.json, files.html, files.markdown) and report.log is not None:
        show_log_report(report, report.log)
    return write_reports(report, files)


def _watch(logs: Sequence[str], context: str, files: ReportFiles) -> None:
    """Follow the logs until Ctrl-C."""
    from trainward.verbs.follow_logs import follow

    try:
        for report in follow(logs, context, time.sleep):
            print(f"-- {time.strftime('%H:%M:%S')}")
            for trouble in _told(report, files):
                print(f"trainward: {trouble}", file=sys.stderr)
            sys.stdout.flush()
    except KeyboardInterrupt:
        print("stopped following", file=sys.stderr)


def _progress() -> Callable[[str, int], None]:
    """Return what shows on the terminal how much was read, now and then."""
    shown = time.monotonic()

    def show(name: str, size: int) -> None:
        nonlocal shown
        if time.monotonic() - shown > _PROGRESS_SECONDS:
            shown = time.monotonic()
            sys.stderr.write(f"\r\x1b[Kreading {name[-60:]}: {size / 1e6:,.0f} MB")
            sys.stderr.flush()

    return show
