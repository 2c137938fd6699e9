"""No line, however it is made, keeps the matching busy: twice the length takes about twice the work.

That each pattern is matched without backtracking is RE2's promise; that nothing else matches a line with nested
repetition is what is looked at here.
"""

import re
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import trainward.logs
from trainward.logs.clean_line import LONGEST, clean_line
from trainward.records.log import ReadLog
from trainward.verbs.diagnose import diagnose
from trainward.verbs.examine_log import whole_catalogue

HOSTILE = [
    "a" * LONGEST,
    "loss " * 800,
    "loss: " + "9" * 3900,
    "[" * LONGEST,
    "\x1b[" * 2000,
    "\x1b]" + "x" * 3990,
    "((((" * 1000,
    '{"loss": ' * 400,
    "File " * 800,
    "rank " * 800,
    "Error: " * 570,
    "1/2 [" * 800,
    "Tried to allocate " * 220,
    " \t" * 2000,
    "2024-01-01 00:00:0" * 220,
    "é" * 3999,
    "\ud800" * 50,
    "\x00" * 4000,
]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("raw", HOSTILE, ids=[repr(raw[:8]) for raw in HOSTILE])
def test_a_hostile_line_is_answered(raw: str) -> None:
    lines = tuple(clean_line(raw, "log", number) for number in range(1, 21))
    report = diagnose(ReadLog(lines, ()), whole_catalogue())

    assert report.verdict in ("healthy", "undecided", "diagnosed")


def test_no_expression_of_ours_repeats_what_is_repeated() -> None:
    """The few expressions of Python's own engine have no repetition without a bound inside another."""
    nested = re.compile(r"\((?:\?:)?[^()]*[*+][^()]*\)[*+{]")
    found = []
    for info in walk_packages(trainward.logs.__path__, "trainward.logs."):
        module = sys.modules.get(info.name) or import_module(info.name)
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and nested.search(value.pattern):
                found.append(f"{Path(str(module.__file__)).name}: {name}")

    assert not found
