"""Runs a training script in place, watched."""

import os
import signal

from trainward.verbs.run_options import RunOptions

FOUND_CODE = 3
"""Exit code of a script that succeeded while a finding was as grave as `--fail-on`."""

_SEVERITIES = ("info", "warning", "error", "fatal")


def run(options: RunOptions) -> int:
    """Run the script and return its exit code; a script that was interrupted dies of the signal, as it would alone."""
    from trainward.sources.script import find_script, run_script

    script = find_script(options.target, module=options.module)
    if os.environ.get("TRAINWARD", "").lower() == "off":
        exit_code, exception = run_script(script, options.arguments)
        return _leave(exit_code, exception)
    from trainward.verbs.attended import AttendedRun

    command = (options.target, *options.arguments)
    attended = AttendedRun(command, options.budget, options.runs, options.files, options.quiet)
    attended.live.begin(listen=True)
    exit_code, exception = run_script(script, options.arguments)
    gravest = attended.finish(exit_code, exception)
    return _leave(with_fail_on(exit_code, gravest, options.fail_on), exception)


def with_fail_on(exit_code: int, gravest: str, fail_on: str) -> int:
    """Return the script's exit code, or `FOUND_CODE` where it is 0 and a finding is as grave as `fail_on`."""
    if exit_code or not fail_on or gravest not in _SEVERITIES:
        return exit_code
    return FOUND_CODE if _SEVERITIES.index(gravest) >= _SEVERITIES.index(fail_on) else 0


def _leave(exit_code: int, exception: str) -> int:
    if exception == "KeyboardInterrupt":
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    return exit_code
