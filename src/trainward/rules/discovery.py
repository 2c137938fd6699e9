"""Finds the rules: every module of this package with `META` and `check` is one, and nothing registers it.

The folder of a rule is its family; the first three letters of the folder, in capitals, begin its code
(`loss/loss_spike.py` is `LOS002`).
"""

import difflib
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np

import trainward.rules
from trainward.errors import RuleNotFound
from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.page import Page, read_page

Check: TypeAlias = Callable[[History], Iterable[Finding]]
"""Pure: looks at nothing but the history, changes nothing, raises nothing."""


@dataclass(frozen=True)
class Rule:
    """A rule: the facts about it, its test of a history, and the module that holds both."""

    meta: RuleMeta
    check: Check
    module: str

    @property
    def page(self) -> Page:
        """Return the page beside the module; raises PageError when it does not have its form."""
        return read_page(self.module)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, ordered by code."""
    return tuple(sorted(_walk(), key=lambda rule: rule.meta.code))


def find_rule(name_or_code: str) -> Rule:
    """Return the rule with this name or code, in any case of letters.

    Raises:
        RuleNotFound: there is none; the message names the nearest.
    """
    wanted = name_or_code.strip().lower().replace("_", "-")
    for rule in all_rules():
        if wanted in (rule.meta.name, rule.meta.code.lower()):
            return rule
    known = [name for rule in all_rules() for name in (rule.meta.name, rule.meta.code.lower())]
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.4)
    hint = f"nearest: {', '.join(near)}" if near else "no name is near"
    raise RuleNotFound(
        f"rule {name_or_code!r}: none of the {len(all_rules())} rules has this name or code; "
        f"{hint}; `trainward rules` lists them all"
    )


def _walk() -> Iterator[Rule]:
    for info in pkgutil.walk_packages(trainward.rules.__path__, f"{trainward.rules.__name__}."):
        if info.ispkg:
            continue
        module = importlib.import_module(info.name)
        meta = getattr(module, "META", None)
        if isinstance(meta, RuleMeta):
            yield Rule(meta, _quiet(module.check), info.name)


def _quiet(check: Check) -> Check:
    """Return the check without numpy's warnings: overflow and NaN are what a sick history is made of."""

    def quiet(history: History) -> list[Finding]:
        with np.errstate(all="ignore"):
            return list(check(history))

    return quiet
