"""The command `trainward`, also as `python -m trainward`."""

import sys
from collections.abc import Sequence

from trainward.errors import TrainwardError, UsageError

FAILURE_CODE = 1
USAGE_CODE = 2


def main() -> None:
    """Run the command line and exit."""
    sys.exit(_code(sys.argv[1:]))


def _code(arguments: Sequence[str]) -> int:
    """Return the exit code; `run`, `attend` and `plan` do not load what the others need."""
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("", ())
    try:
        if verb == "run":
            from trainward.cli.run import run_command

            return run_command(rest)
        if verb == "attend":
            from trainward.cli.attend import attend_command

            return attend_command(rest)
        if verb == "plan":
            from trainward.cli.plan import plan_command

            return plan_command(rest)
        from trainward.cli.app import app_command

        return app_command(arguments)
    except TrainwardError as error:
        print(f"trainward: {error}", file=sys.stderr)
        return USAGE_CODE if isinstance(error, UsageError) else FAILURE_CODE


if __name__ == "__main__":
    main()
