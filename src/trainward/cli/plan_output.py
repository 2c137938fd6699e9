"""Puts plans where the user wants them: the terminal, plain lines, files."""

import sys
from collections.abc import Callable, Iterable, Sequence

from trainward.cli.output import write_text
from trainward.errors import StoreError, UsageError
from trainward.records.plan import FleetPlan, Plan
from trainward.verbs.run_options import ReportFiles


def show_plan(plan: Plan) -> None:
    """Print a plan: set on a terminal, plain lines elsewhere."""
    if sys.stdout.isatty():
        from rich.console import Console

        from trainward.report.plan_terminal import plan_terminal

        Console(highlight=False).print(plan_terminal(plan))
        return
    from trainward.report.plan_plain import plan_plain

    _print(plan_plain(plan))


def show_fleet(fleet: FleetPlan) -> None:
    """Print what given servers can do: set on a terminal, plain lines elsewhere."""
    if sys.stdout.isatty():
        from rich.console import Console

        from trainward.report.plan_terminal import fleet_terminal

        Console(highlight=False).print(fleet_terminal(fleet))
        return
    from trainward.report.plan_plain import fleet_plain

    _print(fleet_plain(fleet))


def write_plan_reports(plan: Plan | None, fleet: FleetPlan | None, files: ReportFiles) -> list[str]:
    """Write every report that is asked for and return what went wrong, one sentence each; one does not stop another."""
    troubles = []
    for form, file in (("json", files.json), ("md", files.markdown), ("html", files.html)):
        if not file:
            continue
        try:
            write_text(_rendered(plan, fleet, form), file)
        except StoreError as error:
            troubles.append(str(error))
        except Exception as error:  # noqa: BLE001 - one form that cannot be drawn must not cost the others
            troubles.append(f"{file}: the {form} report failed: {type(error).__name__}: {error}; please report this")
    return troubles


def _rendered(plan: Plan | None, fleet: FleetPlan | None, form: str) -> str:
    of_plan, of_fleet = _writers(form)
    return of_plan(plan) if plan is not None else of_fleet(fleet) if fleet is not None else ""


def _writers(form: str) -> tuple[Callable[[Plan], str], Callable[[FleetPlan], str]]:
    if form == "json":
        from trainward.report.plan_json import fleet_json, plan_json

        return plan_json, fleet_json
    if form == "md":
        from trainward.report.plan_markdown import fleet_markdown, plan_markdown

        return plan_markdown, fleet_markdown
    from trainward.report.plan_html import fleet_html, plan_html

    return plan_html, fleet_html


def show_models(words: Sequence[str]) -> None:
    """Print the models that are known by name, those that hold all words."""
    from trainward.verbs.plan_names import known_models

    _listing(known_models(), words, "models")


def show_gpus(words: Sequence[str]) -> None:
    """Print the GPUs that are known by name, those that hold all words."""
    from trainward.verbs.plan_names import known_gpus

    _listing(known_gpus(), words, "gpus")


def _listing(lines: Iterable[str], words: Sequence[str], verb: str) -> None:
    if any(word.startswith("-") for word in words):
        if set(words) <= {"-h", "--help"}:
            print(f"Usage: trainward plan {verb} [WORD]...\n\nList what is known by name; with words, what holds them.")
            return
        raise UsageError(f"plan {verb}: option {words[0]!r} is unknown; give words to look for, or nothing")
    _print(line for line in lines if all(word.lower() in line.lower() for word in words))


def _print(lines: Iterable[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines).encode("utf-8", "replace").decode())
