"""`trainward run`, without any third-party module: this process becomes the user's script."""

from collections.abc import Sequence

from trainward.cli.run_arguments import RUN_HELP, parse_run_arguments
from trainward.verbs.run_options import RunOptions


def run_command(arguments: Sequence[str]) -> int:
    """Run a script watched and return the exit code."""
    if arguments and arguments[0] in ("--help", "-h"):
        print(RUN_HELP, end="")
        return 0
    return _run(parse_run_arguments(arguments))


def _run(options: RunOptions) -> int:
    from trainward.verbs.run import run

    return run(options)
