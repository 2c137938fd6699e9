"""The verbs that look at what is stored: `report`, `runs`, `rules`, `explain-rule`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from trainward import __version__
from trainward.cli.causes import causes_command, explain_cause_command
from trainward.cli.diagnose import diagnose_command
from trainward.verbs.run_options import ReportFiles

EPILOG = """\
Begin with `trainward run train.py`: it watches a script that knows nothing of it, and needs no change to it.

Examples:

    trainward run --html report.html train.py --epochs 3

    trainward report latest --json -

    trainward diagnose train.log

    trainward plan --model llama-3-8b --tokens 1T --deadline 30

    trainward explain-rule loss-spike

Exit codes: 0 done, 1 something could not be read or written, 2 the command is wrong; `run` exits with the script's own.
"""

JsonOption = Annotated[str, typer.Option("--json", metavar="FILE", help="Write JSON to FILE, - for standard output.")]
RunsOption = Annotated[
    Path | None,
    typer.Option(
        "--runs", metavar="DIR", help="Where runs are stored.", show_default="$TRAINWARD_RUNS, ./trainward_runs"
    ),
]

app = typer.Typer(
    name="trainward",
    help="A doctor on duty for deep-learning training runs: watches, names what goes wrong, shows the evidence.",
    epilog=EPILOG,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def app_command(arguments: Sequence[str]) -> int:
    """Run one of the verbs and return the exit code."""
    try:
        app(list(arguments), prog_name="trainward")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


@app.callback(invoke_without_command=True)
def top(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.", is_eager=True)] = False,
) -> None:
    """A doctor on duty for deep-learning training runs: watches, names what goes wrong, shows the evidence."""
    if version:
        print(f"trainward {__version__}")
        raise typer.Exit


@app.command("run", add_help_option=False, context_settings={"ignore_unknown_options": True})
def run(script: str, arguments: Annotated[list[str] | None, typer.Argument()] = None) -> None:
    """Run a training script and watch it: trainward run train.py. See `trainward run --help`."""
    from trainward.cli.run import run_command

    raise typer.Exit(run_command([script, *(arguments or [])]))


@app.command()
def report(
    run: Annotated[
        str, typer.Argument(help="Id of the run, the beginning of it, `latest`, or the path of its folder.")
    ],
    html: Annotated[str, typer.Option("--html", metavar="FILE", help="Write one page that works offline.")] = "",
    json: JsonOption = "",
    md: Annotated[str, typer.Option("--md", metavar="FILE", help="Write Markdown, - for standard output.")] = "",
    runs: RunsOption = None,
) -> None:
    """Examine a stored run, also one that is under way, and report it.

    Without a file the summary is shown here: verdict, findings, likely causes.

    Examples: `trainward report latest`, `trainward report 20260102 --html report.html`
    """
    from trainward.cli.output import show_report, write_reports
    from trainward.store.run_folder import find_run_folder, runs_root
    from trainward.verbs.examine import examine_folder

    folder = find_run_folder(run, runs_root(runs))
    examined = examine_folder(folder)
    files = ReportFiles(json, html, md)
    if files == ReportFiles():
        show_report(examined, folder)
    troubles = write_reports(examined, files)
    for trouble in troubles:
        print(f"trainward: {trouble}", file=sys.stderr)
    raise typer.Exit(1 if troubles else 0)


@app.command("plan", add_help_option=False, context_settings={"ignore_unknown_options": True})
def plan(arguments: Annotated[list[str] | None, typer.Argument()] = None) -> None:
    """Say what a run needs: GPUs, layout, memory, time, power, money. See `trainward plan --help`."""
    from trainward.cli.plan import plan_command

    raise typer.Exit(plan_command(arguments or []))


app.command("diagnose")(diagnose_command)
app.command("causes")(causes_command)
app.command("explain-cause")(explain_cause_command)


@app.command()
def runs(root: RunsOption = None, json: JsonOption = "") -> None:
    """List the stored runs, newest first."""
    from trainward.cli.listing import show_runs
    from trainward.cli.output import write_text
    from trainward.report.json_report import strict_json
    from trainward.store.run_folder import runs_root
    from trainward.verbs.runs import runs_account, stored_runs

    place = runs_root(root)
    if json:
        write_text(strict_json(runs_account(place)), json)
    else:
        show_runs(place, *stored_runs(place))


@app.command()
def rules(json: JsonOption = "") -> None:
    """List the rules: what each one finds."""
    from trainward.cli.listing import show_rules
    from trainward.cli.output import write_text
    from trainward.report.json_report import strict_json
    from trainward.verbs.rules import rules_account

    if json:
        write_text(strict_json(rules_account()), json)
    else:
        show_rules(rules_account())


@app.command("explain-rule")
def explain_rule(
    name: Annotated[str, typer.Argument(help="Name or code of the rule, such as loss-spike or LOS002.")],
    json: JsonOption = "",
) -> None:
    """Show a rule's page: what it means, sick and healthy examples, likely causes, what to do."""
    from trainward.cli.listing import show_page
    from trainward.cli.output import write_text
    from trainward.report.json_report import strict_json
    from trainward.verbs.rules import rule_account

    account = rule_account(name)
    if json:
        write_text(strict_json(account), json)
    else:
        show_page(str(account["page"]))
