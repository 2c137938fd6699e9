"""Finds the readers of facts: every module of `facts` with `FACTS` and `read` is one, and nothing registers it."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import trainward.logs.facts
from trainward.records.log import LogFact, LogView

Read: TypeAlias = Callable[[LogView], Iterable[LogFact]]
"""Pure: what is looked at to the facts it shows."""


@dataclass(frozen=True, slots=True)
class FactReader:
    """A reader with the facts it can yield: name to meaning."""

    facts: Mapping[str, str]
    read: Read


@cache
def all_fact_readers() -> tuple[FactReader, ...]:
    """Return every reader, in the order of its module's name."""
    readers = []
    for info in pkgutil.iter_modules(trainward.logs.facts.__path__, f"{trainward.logs.facts.__name__}."):
        module = importlib.import_module(info.name)
        if hasattr(module, "FACTS"):
            readers.append(FactReader(module.FACTS, module.read))
    return tuple(readers)


def facts_of(view: LogView) -> tuple[LogFact, ...]:
    """Return all that the lines show together; of facts with one name the first."""
    named: dict[str, LogFact] = {}
    for reader in all_fact_readers():
        for fact in reader.read(view):
            named.setdefault(fact.name, fact)
    return tuple(named.values())
