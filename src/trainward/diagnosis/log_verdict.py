"""What may be said of a log: a cause, nothing wrong, or that it does not decide."""

from collections.abc import Mapping, Sequence
from typing import Final

from trainward.diagnosis.log_rank import ScoredCause, only_prose
from trainward.diagnosis.rank import STANDS_OUT
from trainward.records.diagnosis import Verdict
from trainward.records.finding import Finding
from trainward.records.log import LogLine

DIAGNOSED: Final = 0.4
"""Confidence from which a cause may be called the diagnosis; chosen on the pages' excerpts."""

HEARSAY: Final = 0.6
"""The same where the log itself is known to be harmless, and only somebody's words speak for the cause; chosen."""


def log_verdict(
    causes: Sequence[ScoredCause], unexplained: Sequence[LogLine | Finding], *, harmless: bool, by_a_program: bool
) -> Verdict:
    """Return the verdict.

    Args:
        causes: most likely first.
        unexplained: lines of alarm that neither a cause nor a harmless message accounts for, and what rules found in
            the numbers.
        harmless: messages were seen that are known to mean nothing.
        by_a_program: the lines read like a log; an account of somebody who looks for help is not called healthy.
    """
    if causes and causes[0].confidence >= (HEARSAY if harmless and only_prose(causes[0].matches) else DIAGNOSED):
        close = len(causes) > 1 and causes[0].confidence < STANDS_OUT * causes[1].confidence
        return "undecided" if close else "diagnosed"
    if unexplained or (causes and not harmless):
        return "undecided"
    return "healthy" if harmless or by_a_program else "undecided"


def unexplained_alarms(
    alarms: Sequence[LogLine], causes: Sequence[ScoredCause], claims: Mapping[tuple[str, int], float]
) -> tuple[LogLine, ...]:
    """Return the lines of alarm that no sign of a cause and no harmless message is in."""
    known = {(line.source, line.number) for cause in causes for match in cause.matches for line in match.lines}
    return tuple(line for line in alarms if (line.source, line.number) not in known and not _claimed(line, claims))


def _claimed(line: LogLine, claims: Mapping[tuple[str, int], float]) -> bool:
    return claims.get((line.source, line.number), 0.0) >= DIAGNOSED
