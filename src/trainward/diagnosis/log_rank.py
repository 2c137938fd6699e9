"""What was seen in a log to ranked causes.

The signs of a cause are taken as independent evidence: together they leave the product of their doubts. Signs in the
same lines are one piece of evidence. A harmless message that explains a line better takes that line away from the
causes. Of two causes that each end a run the one that shows first is the root, the other its consequence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Final

from trainward.records.log import HARMLESS, PROSE, LogLine, Match

TOLD: Final = "told"
"""Fact of a match that rests on how like an account is to others, and on no sign."""

LEAST: Final = 0.15
"""Confidence below which a cause is not worth listing; chosen."""

MOST: Final = 5

_CERTAIN: Final = 0.98  # no log says more than this; chosen
_CONSEQUENCE: Final = 0.4  # what is left of a cause that shows only after another one ended the run; chosen
_STRONG: Final = 0.6  # score from which a cause can have ended the run; chosen
_ONE_FAILURE: Final = 40  # lines of a log that can be one traceback; chosen
_ONE_MOMENT: Final = 2.0  # seconds in which ranks fail together; chosen
_SAID_SOUND: Final = 0.55  # what somebody's word that a run is sound weighs at most, against a sign in it; chosen
_LIKENESS: Final = 0.5  # a claim above it outdoes any likeness to an account; chosen
_SAME_LINE: Final = 0.25  # what a further sign in the same line adds, of what it would add elsewhere; chosen
_BESIDE: Final = 0.5  # what is left of a mere warning where something else ended the run; chosen


@dataclass(frozen=True, slots=True)
class ScoredCause:
    """A cause with its confidence (0..1) and what speaks for it, strongest first; `after` names a cause before it."""

    cause: str
    confidence: float
    matches: tuple[Match, ...]
    after: str = ""


def rank_log(
    found: Mapping[str, Sequence[Match]], causes: Mapping[str, str], claims: Mapping[tuple[str, int], float]
) -> tuple[ScoredCause, ...]:
    """Return the likely causes, most likely first.

    Args:
        found: the signs that were seen, by signature.
        causes: signature name to cause; `none` for a harmless message.
        claims: what `claimed` returns for the same.
    """
    left = {
        causes[name]: tuple(match for match in some if not _explained(match, claims))
        for name, some in found.items()
        if causes[name] != HARMLESS
    }
    scores = {cause: min(_CERTAIN, _together(some)) for cause, some in left.items() if some}
    if max((score for cause, score in scores.items() if not only_prose(left[cause])), default=0.0) >= _STRONG:
        scores = {cause: score for cause, score in scores.items() if not _only_likeness(left[cause])}
    first = _first_to_end(scores, left)
    for cause in scores:
        if first and cause != first:
            scores[cause] *= _factor(left[cause], left[first])
    sound = _told_sound(found, causes)
    if scores and all(_only_likeness(left[cause]) for cause in scores) and sound >= max(scores.values()):
        return ()
    return _ranked(scores, left, first)


def only_prose(matches: Sequence[Match]) -> bool:
    """Return whether nothing but somebody's words speaks for a cause."""
    return all(match.sign.source.startswith(PROSE) for match in matches)


def _only_likeness(matches: Sequence[Match]) -> bool:
    return all(match.sign.fact == TOLD for match in matches)


def claimed(found: Mapping[str, Sequence[Match]], causes: Mapping[str, str]) -> dict[tuple[str, int], float]:
    """Return how surely each line is a harmless message, by source and number."""
    claims: dict[tuple[str, int], float] = {}
    for name, some in found.items():
        if causes[name] == HARMLESS:
            for match in some:
                for line in match.lines if match.sign.fact != TOLD else ():
                    key = (line.source, line.number)
                    prose = match.sign.source.startswith(PROSE)
                    claims[key] = max(
                        claims.get(key, 0.0), min(_SAID_SOUND, match.sign.weight) if prose else match.sign.weight
                    )
    return claims


def _told_sound(found: Mapping[str, Sequence[Match]], causes: Mapping[str, str]) -> float:
    """Return how like an account is to those of runs in which nothing is wrong."""
    told = [match for name, some in found.items() if causes[name] == HARMLESS for match in some]
    return max((match.sign.weight for match in told if match.sign.fact == TOLD), default=0.0)


def _explained(match: Match, claims: Mapping[tuple[str, int], float]) -> bool:
    least = _LIKENESS if match.sign.fact == TOLD else match.sign.weight
    return bool(match.lines) and all(claims.get((line.source, line.number), 0.0) > least for line in match.lines)


def _together(matches: Sequence[Match]) -> float:
    """Return one minus the product of the doubts; of signs in one line the strongest counts, others a little."""
    by_line: dict[object, list[float]] = {}
    for match in matches:
        key = (match.lines[0].source, match.lines[0].number) if match.lines else match.sign.fact
        by_line.setdefault(key, []).append(match.sign.weight)
    doubts = []
    for weights in by_line.values():
        strongest, *others = sorted(weights, reverse=True)
        doubts.append((1 - strongest) * prod(1 - _SAME_LINE * weight for weight in others))
    return 1 - prod(doubts)


def _first_to_end(scores: Mapping[str, float], left: Mapping[str, Sequence[Match]]) -> str:
    """Return the cause whose ending of the run shows first, or an empty text."""
    ending = [cause for cause, score in scores.items() if score >= _STRONG and _fatal(left[cause])]
    return min(ending, key=lambda cause: (_order(_fatal(left[cause])[0]), -scores[cause]), default="")


def _fatal(matches: Sequence[Match]) -> list[LogLine]:
    lines = [line for match in matches if match.sign.severity == "fatal" for line in match.lines[:1]]
    return sorted(lines, key=_order)


def _factor(matches: Sequence[Match], first: Sequence[Match]) -> float:
    if not _fatal(matches):
        return _BESIDE if all(match.sign.severity in ("info", "warning") for match in matches) else 1.0
    return _CONSEQUENCE if _is_consequence(matches, first) else 1.0


def _is_consequence(matches: Sequence[Match], first: Sequence[Match]) -> bool:
    fatal, began = _fatal(matches), _fatal(first)
    return bool(fatal) and bool(began) and _apart(began[0], fatal[0])


def _order(line: LogLine) -> tuple[float, str, int]:
    return (line.seconds if line.seconds is not None else 0.0, line.source, line.number)


def _apart(one: LogLine, other: LogLine) -> bool:
    """Return whether the other line came later, and not out of the same failure."""
    if one.source == other.source:
        return other.number > one.number + _ONE_FAILURE
    if one.seconds is None or other.seconds is None:
        return False
    return other.seconds > one.seconds + _ONE_MOMENT


def _ranked(scores: Mapping[str, float], left: Mapping[str, Sequence[Match]], first: str) -> tuple[ScoredCause, ...]:
    odds = {cause: score / (1 - score) for cause, score in scores.items()}
    whole = 1 + sum(odds.values())
    best = sorted(odds, key=lambda cause: (-odds[cause], cause))[:MOST]
    return tuple(
        ScoredCause(
            cause,
            round(odds[cause] / whole, 3),
            tuple(sorted(left[cause], key=lambda match: -match.sign.weight)),
            first if _is_consequence(left[cause], left.get(first, ())) else "",
        )
        for place, cause in enumerate(best)
        if place == 0 or odds[cause] / whole >= LEAST or _is_consequence(left[cause], left.get(first, ()))
    )
