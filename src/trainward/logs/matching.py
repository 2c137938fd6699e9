"""Signatures against a log: which signs are in it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from trainward.logs.patterns import PatternSet, lines_by_pattern
from trainward.records.log import LogFact, LogLine, Match, Sign, Signature

FACT: Final = "fact:"
"""What a condition begins with when it names a fact."""


def pattern_set(signatures: Iterable[Signature]) -> PatternSet:
    """Return all patterns of the signatures, compiled together."""
    return PatternSet(pattern for one in signatures for sign in one.signs for pattern in _patterns(sign))


def matches(
    signatures: Sequence[Signature], patterns: PatternSet, lines: Iterable[LogLine], facts: Sequence[LogFact]
) -> dict[str, tuple[Match, ...]]:
    """Return for each signature, by its name, the signs that are in the log; one without a sign is left out."""
    seen = lines_by_pattern(patterns, lines)
    known = {fact.name: fact for fact in facts}
    found = {one.name: tuple(_matches(one, seen, known)) for one in signatures}
    return {name: some for name, some in found.items() if some}


def _matches(
    signature: Signature, seen: Mapping[str, tuple[LogLine, ...]], facts: Mapping[str, LogFact]
) -> Iterable[Match]:
    for sign in signature.signs:
        if not all(_holds(one, seen, facts) for one in sign.with_):
            continue
        if any(_holds(one, seen, facts) for one in sign.without):
            continue
        if sign.fact in facts:
            yield Match(sign, facts[sign.fact].lines, facts[sign.fact].says)
        elif sign.pattern in seen:
            yield Match(sign, seen[sign.pattern])


def _holds(condition: str, seen: Mapping[str, tuple[LogLine, ...]], facts: Mapping[str, LogFact]) -> bool:
    if condition.startswith(FACT):
        return condition.removeprefix(FACT) in facts
    return condition in seen


def _patterns(sign: Sign) -> Iterable[str]:
    for text in (sign.pattern, *sign.with_, *sign.without):
        if text and not text.startswith(FACT):
            yield text
