"""What the findings mean: one cause with what speaks for it and against it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["healthy", "diagnosed", "undecided"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One explanation of the findings; `cause` is an id of the cause table, `confidence` lies in 0..1."""

    cause: str
    rank: int
    confidence: float
    for_: tuple[str, ...]
    against: tuple[str, ...]
    remedies: tuple[str, ...]
    detail: Mapping[str, str | float] = field(default_factory=dict)
