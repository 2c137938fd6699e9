"""The verb `plan`: what a run or serving needs, what servers can do, tables of runs, and what is known by name."""

import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from trainward.cli.plan_arguments import PlanArguments, parse_plan_arguments, parse_score_arguments

if TYPE_CHECKING:
    from trainward.cli.plan_forms import Answer

_PROGRESS_SECONDS: Final = 0.2


def plan_command(arguments: Sequence[str]) -> int:
    """Answer, and return the exit code."""
    verb = arguments[0] if arguments else ""
    known: dict[str, Callable[[Sequence[str]], int]] = {"score": _score, "models": _models, "gpus": _gpus}
    try:
        if verb in known:
            return known[verb](arguments[1:])
        return _plan(arguments or ["--help"])
    except SystemExit as end:  # of argparse, after --help
        return end.code if isinstance(end.code, int) else 0


def _plan(arguments: Sequence[str]) -> int:
    from trainward.cli.plan_output import show, write_plan_reports

    asked = parse_plan_arguments(arguments)
    answers, files = _answers(asked), asked.files
    if "-" not in (files.json, files.html, files.markdown):
        show(answers)
    troubles = write_plan_reports(answers, files)
    for trouble in troubles:
        print(f"trainward: {trouble}", file=sys.stderr)
    return 1 if troubles else 0


def _answers(asked: PlanArguments) -> "Sequence[Answer]":
    """Return the plan of a run or of serving, or one for each pool of a fleet."""
    if asked.fleet:
        from trainward.verbs.plan_fleet import plan_fleet

        return plan_fleet(asked.fleet, asked.words)
    if asked.words.purpose == "inference":
        from trainward.verbs.plan_inference import plan_inference

        return (plan_inference(asked.words),)
    from trainward.verbs.plan import plan
    from trainward.verbs.plan_request import request

    return (plan(request(asked.words)),)


def _score(arguments: Sequence[str]) -> int:
    asked = parse_score_arguments(arguments)
    from trainward.cli.output import write_text
    from trainward.sources.plan_rows import read_run_table
    from trainward.verbs.score_rows import scored_table

    table = read_run_table(asked.csv_in)
    if sys.stderr.isatty():
        text = scored_table(table, _progress())
        sys.stderr.write("\r\x1b[K")
    else:
        text = scored_table(table)
    write_text(text, asked.csv_out)
    return 0


def _models(arguments: Sequence[str]) -> int:
    from trainward.cli.plan_output import show_models

    show_models(arguments)
    return 0


def _gpus(arguments: Sequence[str]) -> int:
    from trainward.cli.plan_output import show_gpus

    show_gpus(arguments)
    return 0


def _progress() -> Callable[[int, int], None]:
    """Return what shows on the terminal how many rows are done, now and then."""
    shown = time.monotonic()

    def show(done: int, whole: int) -> None:
        nonlocal shown
        if time.monotonic() - shown > _PROGRESS_SECONDS:
            shown = time.monotonic()
            sys.stderr.write(f"\r\x1b[Kscored {done:,} of {whole:,} rows")
            sys.stderr.flush()

    return show
