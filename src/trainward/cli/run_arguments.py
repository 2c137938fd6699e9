"""Reads the arguments of `trainward run`, without any third-party module: this process becomes the user's script."""

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from trainward.errors import UsageError
from trainward.verbs.run_options import DEFAULT_BUDGET, ReportFiles, RunOptions

RUN_HELP: Final = f"""\
Usage: trainward run [OPTIONS] SCRIPT [ARGS]...
       trainward run [OPTIONS] -m MODULE [ARGS]...

Run a training script in place and watch it. The script behaves as it would alone: its arguments, output, exit code
and random numbers are its own. Everything after SCRIPT or MODULE belongs to it.

Options:
  --html FILE         write the report as one page that works offline
  --json FILE         write the report as JSON, schema trainward.report/1
  --md FILE           write the report as Markdown
                      FILE may be - for standard output, once the script has ended
  --fail-on SEVERITY  exit with 3 if the script succeeded but a finding is at SEVERITY or above:
                      info, warning, error or fatal
  --runs DIR          where runs are stored (default: $TRAINWARD_RUNS, else ./trainward_runs)
  --budget SHARE      share of the training time that watching may cost (default: {DEFAULT_BUDGET})
  --quiet             say nothing while the script runs and after it; report files are still written
  --help              show this and exit

Examples:
  trainward run train.py --epochs 3
  trainward run --html report.html train.py
  trainward run --fail-on error --json report.json -m my_package.train --lr 0.1
  torchrun --nproc-per-node 2 -m trainward run train.py

TRAINWARD=off in the environment makes this the same as running the script alone.
"""

_SEVERITIES: Final = ("info", "warning", "error", "fatal")
_VALUED: Final = ("--json", "--html", "--md", "--fail-on", "--runs", "--budget", "-m", "--module")
_FLAGS: Final = ("--quiet", "-q")


def parse_run_arguments(arguments: Sequence[str]) -> RunOptions:
    """Return what is asked for by the arguments after `trainward run`.

    Raises:
        UsageError: an option is unknown or has a bad value, or no script is named.
    """
    given: dict[str, str] = {}
    rest = list(arguments)
    while rest and rest[0].startswith("-") and rest[0] != "-" and "-m" not in given:
        word = rest.pop(0)
        if word == "--":
            break
        name, equals, value = word.partition("=")
        if name in _FLAGS and not equals:
            given["--quiet"] = "yes"
        elif name in _VALUED:
            if not equals and not rest:
                raise UsageError(f"run: option {name} has no value, 1 is needed; see `trainward run --help`")
            given["-m" if name == "--module" else name] = value if equals else rest.pop(0)
        else:
            raise UsageError(_unknown(word))
    return _options(given, rest)


def _options(given: Mapping[str, str], rest: Sequence[str]) -> RunOptions:
    module = given.get("-m")
    if module is None and not rest:
        raise UsageError("run: 0 scripts are named, 1 is needed; for example `trainward run train.py`")
    fail_on = given.get("--fail-on", "")
    if fail_on and fail_on not in _SEVERITIES:
        raise UsageError(f"run: --fail-on {fail_on!r} is no severity; give one of {', '.join(_SEVERITIES)}")
    return RunOptions(
        target=rest[0] if module is None else module,
        arguments=tuple(rest[1:] if module is None else rest),
        module=module is not None,
        files=ReportFiles(*(_place(given.get(name, "")) for name in ("--json", "--html", "--md"))),
        fail_on=fail_on,
        runs=Path(given["--runs"]) if given.get("--runs") else None,
        budget=_budget(given.get("--budget")),
        quiet="--quiet" in given,
    )


def _place(file: str) -> str:
    # absolute from the start: the script may change its folder
    return str(Path(file).absolute()) if file not in ("", "-") else file


def _budget(text: str | None) -> float:
    if text is None:
        return DEFAULT_BUDGET
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 < share <= 1:
        raise UsageError(f"run: --budget {text!r} is no share above 0 and up to 1; give for example 0.01")
    return share


def _unknown(word: str) -> str:
    near = difflib.get_close_matches(word.partition("=")[0], [*_VALUED, *_FLAGS], n=1)
    hint = f"did you mean {near[0]}?" if near else "options of the script come after its name"
    return f"run: option {word!r} is unknown; {hint} See `trainward run --help`"
