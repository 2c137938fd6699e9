"""Lines of a log to the causes they speak for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from trainward.diagnosis.log_rank import TOLD, ScoredCause, claimed, rank_log
from trainward.logs.fact_readers import facts_of
from trainward.logs.line_times import with_times
from trainward.logs.matching import matches, pattern_set
from trainward.logs.measurements import measurements
from trainward.logs.patterns import PatternSet
from trainward.logs.signature_files import all_signatures
from trainward.logs.told import Accounts, may_be_told
from trainward.records.log import LogFact, LogLine, LogView, Match, Sign, Signature

TOLD_FROM: Final = 0.34  # likeness below which an account says nothing; chosen on the corpus, left out group by group
TOLD_FULL: Final = 0.75  # likeness from which it says as much as it can; chosen
TOLD_WEIGHT: Final = 0.8  # of an account that repeats a told sentence; chosen
TOLD_LINES: Final = 60  # an account is short; chosen


@dataclass(frozen=True)
class Catalogue:
    """Signatures with what is compiled from them."""

    signatures: Sequence[Signature]
    patterns: PatternSet
    accounts: Accounts


@dataclass(frozen=True, slots=True)
class LogFindings:
    """What was made of the lines.

    `causes` are most likely first; `found` holds every sign by signature; `claims` how surely a line is harmless, by
    source and number.
    """

    causes: tuple[ScoredCause, ...]
    found: dict[str, tuple[Match, ...]]
    facts: tuple[LogFact, ...]
    claims: dict[tuple[str, int], float]
    view: LogView


@cache
def whole_catalogue() -> Catalogue:
    """Return all signatures, compiled once."""
    return compiled(all_signatures())


def compiled(signatures: Sequence[Signature]) -> Catalogue:
    """Return these signatures, compiled."""
    return Catalogue(signatures, pattern_set(signatures), Accounts(signatures))


def examine_lines(lines: Sequence[LogLine], known: Catalogue) -> LogFindings:
    """Return what the lines say, by the signatures of a catalogue."""
    lines = with_times(lines)
    view = LogView(lines, measurements(lines))
    facts = facts_of(view)
    found = matches(known.signatures, known.patterns, lines, facts)
    for name, told in _told(lines, known).items():
        found[name] = (*found.get(name, ()), told)
    causes = {one.name: one.cause for one in known.signatures}
    return LogFindings(rank_log(found, causes), found, facts, claimed(found, causes), view)


def _told(lines: Sequence[LogLine], known: Catalogue) -> dict[str, Match]:
    accounts = [line for line in lines[:TOLD_LINES] if may_be_told(line.text)]
    told: dict[str, Match] = {}
    if len(lines) > TOLD_LINES or not accounts or 3 * len(accounts) < len(lines):
        return told
    for name, likeness in known.accounts.likeness(accounts).items():
        if likeness.value >= TOLD_FROM:
            share = min(1.0, (likeness.value - TOLD_FROM) / (TOLD_FULL - TOLD_FROM))
            weight = TOLD_WEIGHT * (0.3 + 0.7 * share)
            sign = Sign("", TOLD, (), (), weight, "warning", "reports")
            told[name] = Match(sign, likeness.lines, f"it is told much like this: {likeness.sentence}")
    return told
