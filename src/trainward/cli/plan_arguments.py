"""Reads the arguments of `trainward plan`."""

import argparse
import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NoReturn

from trainward.cli.output import say
from trainward.errors import UsageError
from trainward.plan.site import MOST_GPUS
from trainward.verbs.plan_values import MOST_DAYS, amount, whole
from trainward.verbs.plan_words import Words
from trainward.verbs.run_options import ReportFiles

_ABOUT: Final = """\
What a run needs and how long it takes, before anything is bought: GPUs, layout, memory, time, power, network, money,
each figure with the range that holds the truth in 80 % of published runs. What serving takes is told with ranges too,
but they are not fitted on published runs.
"""
_EXAMPLES: Final = """\
Examples:
  trainward plan --model llama-3-8b --tokens 1T --deadline 30
  trainward plan --model llama-3-70b --gpu H100 --gpus 256 --html plan.html
  trainward plan --model ./config.json --gpu H100 --layout "tp=4 pp=4 dp=16 vp=5 mb=1" --framework megatron-core
  trainward plan --model qwen3-30b-a3b --for fine-tuning --tokens 2B --gpu H100 --gpu B200 --objective cost
  trainward plan --module net.py:build --input 3x224x224 --gpu A100 --gpus 8
  trainward plan --model llama-3-70b --for inference --tokens-per-second 5000 --precision fp8 --gpu H100 --gpu B200
  trainward plan --model llama-3-8b --for inference --gpu H100 --gpus 8 --prompt-tokens 4096 --html serving.html
  trainward plan --fleet fleet.toml                   what given servers can train, and how fast
  trainward plan --fleet fleet.toml --html fleet.html --json fleet.json
  trainward plan score --csv-in runs.csv --csv-out scored.csv
  trainward plan models                               the models known by name
  trainward plan gpus                                 the GPUs known by name

Of a fleet with several pools each is answered; the second pool's page is fleet-2.html, its Markdown fleet-2.md, and so
on, while JSON is one list of all.

Exit codes: 0 answered, 1 a report could not be written, 2 the question is wrong: the message says what to change,
130 stopped by Ctrl-C.
"""


@dataclass(frozen=True, slots=True)
class PlanArguments:
    """What is asked for: a plan in `words`, or what the servers of a `fleet` file can do; and where reports go."""

    words: Words
    fleet: str
    files: ReportFiles


@dataclass(frozen=True, slots=True)
class ScoreArguments:
    """A table to read and the one to write, "-" for standard input and output."""

    csv_in: str
    csv_out: str


class _Parser(argparse.ArgumentParser):
    """Raises in place of exiting, names the nearest option, and tells of an output that is full."""

    def print_help(self, file: object = None) -> None:
        say(self.format_help())

    def error(self, message: str) -> NoReturn:
        found = re.search(r"unrecognized arguments: (\S+)", message)
        known = [name for action in self._actions for name in action.option_strings]
        near = difflib.get_close_matches(found[1].partition("=")[0], known, n=1) if found else []
        hint = f"did you mean {near[0]}? " if near else ""
        raise UsageError(f"{self.prog.partition(' ')[2]}: {message}; {hint}see `{self.prog} --help`")


def parse_plan_arguments(arguments: Sequence[str]) -> PlanArguments:
    """Return what is asked for by the arguments after `trainward plan`.

    Raises:
        UsageError: an option is unknown, empty or has a bad value, or two reports go to standard output.
    """
    _refuse_empty(arguments, "plan")
    given = _plan_parser().parse_args(list(arguments))
    words = Words(**{name: getattr(given, name) for name in Words.__slots__ if name != "gpu"}, gpu=tuple(given.gpu))
    files = ReportFiles(given.json, given.html, given.md)
    on_output = [files.json, files.html, files.markdown].count("-")
    if on_output > 1:
        raise UsageError(f"plan: {on_output} reports go to standard output, and 1 can; name files for the others")
    return PlanArguments(words, given.fleet, files)


def parse_score_arguments(arguments: Sequence[str]) -> ScoreArguments:
    """Return what is asked for by the arguments after `trainward plan score`.

    Raises:
        UsageError: an option is unknown, empty or missing.
    """
    _refuse_empty(arguments, "plan score")
    parser = _Parser(
        prog="trainward plan score",
        description="Read a table of runs, one a row, and write it back with predicted columns.",
        epilog="A row without an answer has these columns empty and says why in `reason`. docs/plan.md names them.",
    )
    parser.add_argument("--csv-in", required=True, metavar="FILE", help="the table to read, - for standard input")
    parser.add_argument("--csv-out", default="-", metavar="FILE", help="the table to write, - for standard output")
    given = parser.parse_args(list(arguments))
    return ScoreArguments(given.csv_in, given.csv_out)


def _refuse_empty(arguments: Sequence[str], verb: str) -> None:
    """Let no option have an empty value: a variable of the shell is unset, and the answer would be to another question.

    Raises:
        UsageError: one has.
    """
    for before, word in pairwise(("", *arguments)):
        bare = word.strip()
        if not bare or (bare.startswith("--") and bare.endswith("=")):
            name = bare[:-1] or before[:40] or "its first word"
            raise UsageError(f"{verb}: {name} has 0 characters of a value; give it one, or leave the option out")


def _number(option: str, most: float) -> Callable[[str], int]:
    return lambda text: whole(text, option, most)


def _plan_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="trainward plan",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="trainward plan --model MODEL [OPTIONS]\n       trainward plan --fleet FILE [OPTIONS]"
        "\n       trainward plan score --csv-in FILE --csv-out FILE",
    )
    _model_options(parser.add_argument_group("what is trained"))
    _hardware_options(parser.add_argument_group("on what"))
    _goal_options(parser.add_argument_group("what it may take"))
    _inference_options(parser.add_argument_group("for inference"))
    _report_options(parser.add_argument_group("where the answer goes"))
    return parser


def _model_options(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add(
        "--model",
        default="",
        metavar="MODEL",
        help="a known name, a TOML file, a config.json of Hugging Face or its folder",
    )
    add(
        "--module",
        default="",
        metavar="FILE:FUNCTION",
        help="a Python function that builds an nn.Module to count",
    )
    add("--input", default="", metavar="SIZES", help="of one sample for --module, as 3x224x224")
    add(
        "--for",
        dest="purpose",
        default="pre-training",
        metavar="PURPOSE",
        help="pre-training (default), fine-tuning, lora or inference",
    )
    add("--tokens", default="", metavar="N", help="tokens of the whole run, as 300B or 1.5T; samples for --module")
    add("--seq-len", default="", metavar="N", help="tokens in a sequence (default 4096)")
    add("--global-batch", default="", metavar="N", help="sequences in a step")


def _hardware_options(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--gpu", action="append", default=[], metavar="NAME", help="a GPU to consider; repeat it for several")
    add(
        "--gpus",
        type=_number("--gpus", MOST_GPUS),
        default=None,
        metavar="N",
        help="how many; searched for where it is left out",
    )
    add("--layout", default="", metavar="TEXT", help="tp=4 pp=4 dp=16 cp=1 ep=1 vp=5 mb=1 zero=1 recompute=none")
    add("--precision", default="", metavar="NAME", help="of matrix products: bf16 (default), fp16, fp8, mxfp8, nvfp4")
    add("--framework", default="", metavar="NAME", help="the software, as megatron-core, torchtitan, deepspeed, fsdp")
    add("--fleet", default="", metavar="FILE", help="a TOML file of servers: say what they can train")


def _goal_options(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--objective", default="", metavar="GOAL", help="cost (default), time or count: what is to be least")
    add(
        "--deadline",
        type=lambda text: amount(text, "--deadline", MOST_DAYS),
        default=None,
        metavar="DAYS",
        help="days on the wall that the run may take",
    )
    add("--budget", default="", metavar="USD", help="US dollars that renting may cost, as 2M")
    add(
        "--max-gpus",
        dest="most_gpus",
        type=_number("--max-gpus", MOST_GPUS),
        default=None,
        metavar="N",
        help="GPUs at most",
    )
    add("--prices", default="", metavar="FILE", help="a TOML file of own prices, parts and site")


def _inference_options(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--sequences", default="", metavar="N", help="sequences that are served at the same time")
    add("--tokens-per-second", default="", metavar="N", help="tokens of output a second, of all sequences together")
    add("--prompt-tokens", default="", metavar="N", help="tokens of the prompt of a sequence (default 1024)")
    add("--output-tokens", default="", metavar="N", help="tokens of output of a sequence (default 256)")


def _report_options(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--html", default="", metavar="FILE", help="one page with charts and the drawing of the network, works offline")
    add("--md", default="", metavar="FILE", help="Markdown, - for standard output")
    add("--json", default="", metavar="FILE", help="JSON, - for standard output; docs/plan.md names its keys")
