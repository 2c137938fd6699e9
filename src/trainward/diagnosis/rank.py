"""Findings to ranked causes, by a simple table: each rule votes for the causes its page lists.

A vote is stronger the higher its cause stands on the page, the more severe the finding and the earlier it began,
because what breaks first breaks the rest. A rule has one vote however often it speaks, and shares it out among its
causes: a rule that can mean one thing says more than one that can mean eight. Votes of different rules for one cause
multiply: two symptoms that share a cause say more than twice what one says.
"""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Final

from trainward.diagnosis.catalogue import catalogue
from trainward.records.diagnosis import Diagnosis
from trainward.records.finding import Finding, Severity

MOST: Final = 5
"""Causes kept; a longer list is no help."""

STANDS_OUT: Final = 1.25
"""How much more confident the first cause must be than the second to be called the diagnosis; chosen."""

LEAST: Final = 0.25
"""Confidence below which no cause is called the diagnosis; chosen."""

_VOTE: Final[Mapping[Severity, float]] = {"info": 0.0, "warning": 1.0, "error": 2.0, "fatal": 3.0}
_STRENGTH: Final = 2.0  # of a whole vote, against the doubt; chosen
_LATER: Final = 0.5  # a finding after n others that began earlier votes with 1 / (1 + n / 2); chosen
_UNKNOWN: Final = 0.5  # weight left to causes that no page lists; chosen

Causes = Sequence[tuple[str, str]]


def rank(findings: Sequence[Finding], causes_of: Mapping[str, Causes]) -> tuple[Diagnosis, ...]:
    """Return the likely causes of the findings, most likely first; empty when none is at warning or above.

    Args:
        findings: of one run, in any order.
        causes_of: rule name to (cause id, remedy), most likely first, as on the rule's page.
    """
    voters = _one_voice_a_rule(findings)
    onsets = sorted({finding.step for finding in voters})
    votes: dict[str, dict[str, float]] = {}
    for finding in voters:
        weight = _VOTE[finding.severity] / (1 + _LATER * onsets.index(finding.step))
        causes = causes_of.get(finding.rule, ())
        whole = sum(1 / (1 + place) for place in range(len(causes)))
        for place, (cause, _) in enumerate(causes):
            votes.setdefault(cause, {})[finding.rule] = _STRENGTH * weight / (1 + place) / whole
    scores = {cause: prod(1 + vote for vote in by_rule.values()) - 1 for cause, by_rule in votes.items()}
    total = sum(scores.values()) + _UNKNOWN
    ranked = sorted(scores, key=lambda cause: (-scores[cause], cause))[:MOST]
    return tuple(
        Diagnosis(
            cause=cause,
            rank=place,
            confidence=round(scores[cause] / total, 3),
            for_=tuple(finding.message for finding in voters if finding.rule in votes[cause]),
            against=tuple(finding.message for finding in voters if finding.rule not in votes[cause]),
            remedies=_remedies(cause, voters, causes_of),
            detail=_detail(cause),
        )
        for place, cause in enumerate(ranked, start=1)
    )


def stands_out(diagnoses: Sequence[Diagnosis]) -> bool:
    """Return whether the first cause is so much likelier than the second that it may be named."""
    if not diagnoses or diagnoses[0].confidence < LEAST:
        return False
    if len(diagnoses) == 1:
        return True
    return diagnoses[0].confidence >= STANDS_OUT * diagnoses[1].confidence


def _one_voice_a_rule(findings: Sequence[Finding]) -> list[Finding]:
    """Return for each rule its earliest finding among the most severe, oldest first."""
    loudest: dict[str, Finding] = {}
    for finding in sorted(findings, key=lambda one: (-_VOTE[one.severity], one.step)):
        if _VOTE[finding.severity] > 0:
            loudest.setdefault(finding.rule, finding)
    return sorted(loudest.values(), key=lambda one: one.step)


def _remedies(cause: str, voters: Sequence[Finding], causes_of: Mapping[str, Causes]) -> tuple[str, ...]:
    remedies = [
        remedy for finding in voters for named, remedy in causes_of.get(finding.rule, ()) if named == cause and remedy
    ]
    return tuple(dict.fromkeys(remedies))


def _detail(cause: str) -> dict[str, str | float]:
    known = catalogue().get(cause)
    return {"family": known.family, "meaning": known.meaning} if known else {}
