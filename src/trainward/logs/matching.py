"""Signatures against a log: which signs are in it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from trainward.logs.patterns import PatternSet, lines_by_pattern
from trainward.logs.told import is_told, may_be_told
from trainward.records.log import PROSE, LogFact, LogLine, Match, Sign, Signature

FACT: Final = "fact:"
"""What a condition begins with when it names a fact."""

_SHORT: Final = 10  # lines of a log in which a sentence need not be told in full words; chosen


def pattern_set(signatures: Iterable[Signature]) -> PatternSet:
    """Return all patterns of the signatures, compiled together."""
    return PatternSet(pattern for one in signatures for sign in one.signs for pattern in _patterns(sign))


def matches(
    signatures: Sequence[Signature], patterns: PatternSet, lines: Sequence[LogLine], facts: Sequence[LogFact]
) -> dict[str, tuple[Match, ...]]:
    """Return for each signature, by its name, the signs that are in the log; one without a sign is left out."""
    by_somebody = may_be_told if len(lines) <= _SHORT else is_told
    seen = lines_by_pattern(patterns, lines)
    told = {text: tuple(line for line in some if by_somebody(line.text)) for text, some in seen.items()}
    known = {fact.name: fact for fact in facts}
    found = {one.name: tuple(_matches(one, seen, told, known)) for one in signatures}
    return {name: some for name, some in found.items() if some}


def _matches(
    signature: Signature,
    seen: Mapping[str, tuple[LogLine, ...]],
    told: Mapping[str, tuple[LogLine, ...]],
    facts: Mapping[str, LogFact],
) -> Iterable[Match]:
    """Yield the signs that are in the log; those of prose in told lines only: in a long log chance meets the others."""
    for sign in signature.signs:
        around = told if sign.source.startswith(PROSE) else seen
        if not all(_holds(one, around, facts) for one in sign.with_):
            continue
        if any(_holds(one, around, facts) for one in sign.without):
            continue
        if sign.fact in facts:
            yield Match(sign, facts[sign.fact].lines, facts[sign.fact].says)
        elif lines := around.get(sign.pattern, ()):
            yield Match(sign, lines)


def _holds(condition: str, seen: Mapping[str, tuple[LogLine, ...]], facts: Mapping[str, LogFact]) -> bool:
    if condition.startswith(FACT):
        return condition.removeprefix(FACT) in facts
    return bool(seen.get(condition))


def _patterns(sign: Sign) -> Iterable[str]:
    for text in (sign.pattern, *sign.with_, *sign.without):
        if text and not text.startswith(FACT):
            yield text
