"""What the findings mean: one cause with what speaks for it and against it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["healthy", "diagnosed", "undecided"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A line of a log that a diagnosis relies on; `number` counts from 1, `says` tells what it shows."""

    source: str
    number: int
    text: str
    rank: int | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One explanation of the findings; `cause` is an id of the cause table, `confidence` lies in 0..1.

    `quotes` are the lines of a log it relies on, `ask` what to get to be surer.
    """

    cause: str
    rank: int
    confidence: float
    for_: tuple[str, ...]
    against: tuple[str, ...]
    remedies: tuple[str, ...]
    detail: Mapping[str, str | float] = field(default_factory=dict)
    quotes: tuple[Quote, ...] = ()
    ask: tuple[str, ...] = ()
