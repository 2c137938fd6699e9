"""The verbs `causes` and `explain-cause`."""

from typing import Annotated

import typer

JsonFile = Annotated[str, typer.Option("--json", metavar="FILE", help="Write JSON to FILE, - for standard output.")]


def causes_command(json: JsonFile = "") -> None:
    """List the causes: every answer a diagnosis may give."""
    from trainward.cli.listing import show_causes
    from trainward.cli.output import write_text
    from trainward.report.json_report import strict_json
    from trainward.verbs.causes import causes_account

    if json:
        write_text(strict_json(causes_account()), json)
    else:
        show_causes(causes_account())


def explain_cause_command(
    name: Annotated[str, typer.Argument(help="Name of the cause, such as port_in_use.")], json: JsonFile = ""
) -> None:
    """Show a cause's page: what it means, how it shows in a log, what looks alike, what to do."""
    from trainward.cli.listing import show_page
    from trainward.cli.output import write_text
    from trainward.report.json_report import strict_json
    from trainward.verbs.causes import cause_account

    account = cause_account(name)
    if json:
        write_text(strict_json(account), json)
    else:
        show_page(str(account["page"] or f"# {account['cause']}\n\n{account['meaning']}\n"))
