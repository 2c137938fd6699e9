"""Runs a training script in place, watched."""

import os
import sys
from collections import deque
from datetime import datetime

from trainward.records.run import Run
from trainward.store.run_folder import make_run_folder, runs_root
from trainward.store.run_writer import RunWriter
from trainward.verbs.attendant import start_attendant
from trainward.verbs.run_options import ReportFiles, RunOptions

FOUND_CODE = 3
"""Exit code of a script that succeeded while a finding was as grave as `--fail-on`."""

_SEVERITIES = ("info", "warning", "error", "fatal")


def run(options: RunOptions) -> int:
    """Run the script and return its exit code."""
    from trainward.sources.script import run_script

    if os.environ.get("TRAINWARD", "").lower() == "off":
        return run_script(options.target, options.arguments, options.module)
    rank = int(os.environ.get("RANK", "0"))
    now = datetime.now().astimezone()
    folder, notice = make_run_folder(runs_root(options.runs), options.target, now, rank)
    if notice:
        sys.stderr.write(f"trainward: {notice}\n")
    account = Run(
        folder.name,
        (options.target, *options.arguments),
        now.isoformat(timespec="seconds"),
        watch_budget=options.budget,
    )
    writer = RunWriter(folder, account, deque(maxlen=1000), [])
    writer.start()
    files = ReportFiles() if rank else options.files
    attendant = start_attendant(folder, files, quiet=options.quiet or rank > 0)
    exit_code = run_script(options.target, options.arguments, options.module)
    writer.close(account)
    return with_fail_on(exit_code, attendant.finish(), options.fail_on)


def with_fail_on(exit_code: int, gravest: str, fail_on: str) -> int:
    """Return the script's exit code, or `FOUND_CODE` where it is 0 and a finding is as grave as `fail_on`."""
    if exit_code or not fail_on or gravest not in _SEVERITIES:
        return exit_code
    return FOUND_CODE if _SEVERITIES.index(gravest) >= _SEVERITIES.index(fail_on) else 0
