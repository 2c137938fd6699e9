"""Signatures against a log: which signs are in it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from trainward.logs.patterns import PatternSet, lines_by_pattern
from trainward.logs.told import is_told, may_be_told
from trainward.records.log import PROSE, LogFact, LogLine, Match, Sign, Signature

FACT: Final = "fact:"
"""What a condition begins with when it names a fact."""


def pattern_set(signatures: Iterable[Signature]) -> PatternSet:
    """Return all patterns of the signatures, compiled together."""
    return PatternSet(pattern for one in signatures for sign in one.signs for pattern in _patterns(sign))


_SHORT: Final = 10  # lines of a log in which a sentence need not be told in full words; chosen


def matches(
    signatures: Sequence[Signature], patterns: PatternSet, lines: Sequence[LogLine], facts: Sequence[LogFact]
) -> dict[str, tuple[Match, ...]]:
    """Return for each signature, by its name, the signs that are in the log; one without a sign is left out."""
    told = may_be_told if len(lines) <= _SHORT else is_told
    seen = lines_by_pattern(patterns, lines)
    known = {fact.name: fact for fact in facts}
    found = {one.name: tuple(_matches(one, seen, known, told)) for one in signatures}
    return {name: some for name, some in found.items() if some}


def _matches(
    signature: Signature,
    seen: Mapping[str, tuple[LogLine, ...]],
    facts: Mapping[str, LogFact],
    told: Callable[[str], bool],
) -> Iterable[Match]:
    for sign in signature.signs:
        prose = sign.source.startswith(PROSE)
        around = _told_only(seen, sign, told) if prose else seen
        if not all(_holds(one, around, facts) for one in sign.with_):
            continue
        if any(_holds(one, around, facts) for one in sign.without):
            continue
        if sign.fact in facts:
            yield Match(sign, facts[sign.fact].lines, facts[sign.fact].says)
        elif lines := around.get(sign.pattern, ()):
            yield Match(sign, lines)


def _told_only(
    seen: Mapping[str, tuple[LogLine, ...]], sign: Sign, told: Callable[[str], bool]
) -> Mapping[str, tuple[LogLine, ...]]:
    """Return what was seen of the sign's patterns in told lines: in a long log chance meets the others."""
    return {
        text: tuple(line for line in seen[text] if told(line.text))
        for text in (sign.pattern, *sign.with_, *sign.without)
        if text in seen
    }


def _holds(condition: str, seen: Mapping[str, tuple[LogLine, ...]], facts: Mapping[str, LogFact]) -> bool:
    if condition.startswith(FACT):
        return condition.removeprefix(FACT) in facts
    return bool(seen.get(condition))


def _patterns(sign: Sign) -> Iterable[str]:
    for text in (sign.pattern, *sign.with_, *sign.without):
        if text and not text.startswith(FACT):
            yield text
