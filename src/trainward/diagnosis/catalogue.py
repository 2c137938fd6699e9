"""The catalogue of causes: every id a diagnosis may name, with its family and its meaning."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Cause:
    """One way in which a training run goes wrong."""

    id: str
    family: str
    meaning: str


@cache
def catalogue() -> Mapping[str, Cause]:
    """Return every cause by its id."""
    text = files("trainward.diagnosis").joinpath("causes.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType({row["cause"]: Cause(row["cause"], row["family"], row["meaning"]) for row in rows})
