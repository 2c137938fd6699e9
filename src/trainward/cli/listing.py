"""Tables and pages on standard output: for a terminal when it is one, plain text when it is not."""

import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from trainward.records.run import Run
from trainward.report.terminal import SEVERITY_STYLE
from trainward.report.wording import ending

_PLAIN_WIDTH = 200


def show_runs(root: Path, runs: Sequence[Run], unreadable: Sequence[str]) -> None:
    """Print the stored runs; what could not be read goes to standard error."""
    if runs:
        table = _table("run", "started", "steps", "ended", "command")
        for run in runs:
            table.add_row(run.id, run.started_at, f"{run.steps:,}", ending(run), Text(" ".join(run.command)))
        _print(table)
    else:
        print(f"{root} holds no runs; make one by `trainward run train.py`", file=sys.stderr)
    for trouble in unreadable:
        print(f"trainward: {trouble}", file=sys.stderr)


def show_rules(account: Mapping[str, Any]) -> None:
    """Print the rules, ordered by code."""
    table = _table("code", "rule", "severity", "what it finds")
    for rule in account["rules"]:
        severity = Text(rule["severity"], style=SEVERITY_STYLE[rule["severity"]])
        table.add_row(rule["code"], rule["name"], severity, Text(rule["summary"]))
    _print(table)


def show_causes(account: Mapping[str, Any]) -> None:
    """Print the causes, family by family."""
    table = _table("family", "cause", "what it means")
    for cause in sorted(account["causes"], key=lambda one: (one["family"], one["cause"])):
        table.add_row(cause["family"], cause["cause"], Text(cause["meaning"]))
    _print(table)


def show_page(page: str) -> None:
    """Print a rule's page: set on a terminal, as it is written elsewhere."""
    if sys.stdout.isatty():
        Console().print(Markdown(page))
    else:
        print(page.rstrip())


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns[:-1]:
        table.add_column(column, no_wrap=True)
    table.add_column(columns[-1])
    return table


def _print(table: Table) -> None:
    if sys.stdout.isatty():
        Console(highlight=False).print(table)
        return
    console = Console(width=_PLAIN_WIDTH, highlight=False, file=io.StringIO())
    with console.capture() as captured:
        console.print(table)
    print("\n".join(line.rstrip() for line in captured.get().splitlines()))
