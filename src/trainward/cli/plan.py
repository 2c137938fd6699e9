"""The verb `plan`: what a run or serving needs, what servers can do, tables of runs, and what is known by name."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from trainward.cli.plan_arguments import PlanArguments, parse_plan_arguments, parse_score_arguments
from trainward.cli.plan_progress import clear_progress, progress
from trainward.errors import StoreError

if TYPE_CHECKING:
    from trainward.cli.plan_forms import Answer

STOPPED: Final = 130
"""Exit code after Ctrl-C: 128 and the number of SIGINT, as shells have it."""


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
    except KeyboardInterrupt as stop:
        clear_progress()
        print(": ".join(["stopped", *map(str, stop.args)]), file=sys.stderr)
        return STOPPED


def _plan(arguments: Sequence[str]) -> int:
    from trainward.cli.plan_output import show, write_plan_reports

    asked = parse_plan_arguments(arguments)
    answers, files = _answers(asked), asked.files
    troubles = []
    if "-" not in (files.json, files.html, files.markdown):
        try:
            show(answers)
        except StoreError as error:
            troubles.append(str(error))
    troubles += write_plan_reports(answers, files)
    for trouble in troubles:
        print(f"trainward: {trouble}", file=sys.stderr)
    return 1 if troubles else 0


def _answers(asked: PlanArguments) -> "Sequence[Answer]":
    """Return the plan of a run or of serving, or one for each pool of a fleet."""
    if asked.fleet:
        from trainward.verbs.plan_fleet import plan_fleet

        try:
            return plan_fleet(asked.fleet, asked.words, progress("planned", "pools"))
        finally:
            clear_progress()
    if asked.words.purpose == "inference":
        from trainward.verbs.plan_inference import plan_inference

        return (plan_inference(asked.words),)
    from trainward.verbs.plan import plan
    from trainward.verbs.plan_request import request

    return (plan(request(asked.words)),)


def _score(arguments: Sequence[str]) -> int:
    asked = parse_score_arguments(arguments)
    from trainward.cli.plan_score import score

    return score(asked)


def _models(arguments: Sequence[str]) -> int:
    from trainward.cli.plan_output import show_models

    show_models(arguments)
    return 0


def _gpus(arguments: Sequence[str]) -> int:
    from trainward.cli.plan_output import show_gpus

    show_gpus(arguments)
    return 0
