"""Lines of a log to the causes they speak for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from trainward.diagnosis.log_rank import TOLD, ScoredCause, claimed, rank_log
from trainward.logs.fact_readers import facts_of
from trainward.logs.line_times import with_times
from trainward.logs.matching import matches, pattern_set
from trainward.logs.measurements import measurements
from trainward.logs.patterns import PatternSet
from trainward.logs.signature_files import all_signatures
from trainward.logs.told import Accounts, is_told, may_be_told
from trainward.records.log import PROSE, LogFact, LogLine, LogView, Match, Sign, Signature

TOLD_FROM: Final = 0.08  # likeness below which an account says nothing; chosen on reports of other cases
TOLD_FULL: Final = 0.25  # likeness from which it says as much as it can; chosen with it
TOLD_WEIGHT: Final = 0.6  # of an account as like as that: likeness alone was right in 70 % of other cases
TOLD_SHARPNESS: Final = 3.0  # how fast a signature loses that is less like the account than the first; chosen with it
TOLD_BESIDE: Final = 0.4  # the same where a program wrote lines beside the account; chosen
TOLD_FEW: Final = 2  # lines of a text of which each may be an account in a few words; chosen
TOLD_LEAST: Final = 0.16  # weight below which a likeness is not worth keeping; chosen
TOLD_LINES: Final = 60  # an account is short; chosen


@dataclass(frozen=True)
class Catalogue:
    """Signatures with what is compiled from them."""

    signatures: Sequence[Signature]
    patterns: PatternSet

    @cached_property
    def accounts(self) -> Accounts:
        """Return the told sentences, made ready when the first account is read."""
        return Accounts(self.signatures)


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
    return Catalogue(signatures, pattern_set(signatures))


def examine_lines(lines: Sequence[LogLine], known: Catalogue) -> LogFindings:
    """Return what the lines say, by the signatures of a catalogue."""
    lines = with_times(lines)
    view = LogView(lines, measurements(lines))
    facts = facts_of(view)
    found = matches(known.signatures, known.patterns, lines, facts)
    for name, told in _told(lines, known).items():
        found[name] = (*found.get(name, ()), told)
    causes = {one.name: one.cause for one in known.signatures}
    claims = claimed(found, causes)
    return LogFindings(rank_log(found, causes, claims), found, facts, claims, view)


def _told(lines: Sequence[LogLine], known: Catalogue) -> dict[str, Match]:
    written = [line for line in lines[: TOLD_LINES + 1] if line.text.strip()]
    said = may_be_told if len(written) <= TOLD_FEW else is_told
    accounts = [line for line in written if said(line.text)]
    told: dict[str, Match] = {}
    if len(written) > TOLD_LINES or 2 * len(accounts) < max(1, len(written)):
        return told
    fullest = TOLD_WEIGHT if len(accounts) == len(written) else TOLD_BESIDE
    likeness = known.accounts.likeness(accounts)
    most = max((one.value for one in likeness.values()), default=0.0)
    for name, one in likeness.items():
        share = min(1.0, (one.value - TOLD_FROM) / (TOLD_FULL - TOLD_FROM))
        weight = fullest * share * (one.value / most) ** TOLD_SHARPNESS if share > 0 else 0.0
        if weight >= TOLD_LEAST:
            sign = Sign("", TOLD, (), (), weight, "warning", PROSE)
            told[name] = Match(sign, one.lines, f"it is told much like this: {one.sentence}")
    return told
