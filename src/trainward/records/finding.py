"""What a rule says: a finding with its evidence, and the facts about the rule itself."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["info", "warning", "error", "fatal"]
"""info: nothing to do; warning: look; error: act in this run; fatal: the run is lost from here."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A reading that a finding rests on."""

    signal: str
    step: int
    value: float
    where: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule broken at a step; `message` says what, where and the value against the limit."""

    rule: str
    code: str
    severity: Severity
    step: int
    message: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class RuleMeta:
    """Facts about a rule: `reads` are signal names, `window` the fewest readings it speaks on.

    `source` names where the threshold comes from, or says "chosen" and points to the page.
    """

    code: str
    name: str
    reads: tuple[str, ...]
    window: int
    severity: Severity
    source: str
