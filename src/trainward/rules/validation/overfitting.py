"""Training goes on falling while validation has stopped or rises."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from trainward.records.finding import Finding, RuleMeta, Severity
from trainward.records.reading import History
from trainward.rules.access import evidence, finite, only
from trainward.rules.robust import middle, noise
from trainward.rules.validation.rounds import ROUND_READS, Rounds, rounds

META = RuleMeta(
    code="VAL001",
    name="overfitting",
    reads=(*ROUND_READS, "validation_accuracy"),
    window=5,
    severity="warning",
    source="train/validation table; UMLAUT and SageMaker Overfit; the shares are chosen, see the page",
)

PATIENCE: Final = 3  # evaluations after the best one
PATIENCE_SHARE: Final = 0.15  # of all evaluations
RISE: Final = 0.15  # share of the best validation loss, for a warning
SLIGHT_RISE: Final = 0.05  # the same, to be mentioned
STEADY_ACCURACY_RISE: Final = 1.0  # for a warning when the accuracy has not suffered
ACCURACY_LOST: Final = 0.02  # below the best accuracy that still counts as steady
SHOWN: Final = 3.0  # robust standard deviations of the validation loss between evaluations
TRAIN_FALL: Final = 0.1  # share of the training loss at the best evaluation
FLAT: Final = 0.02  # share of the best: validation is flat within it
FLAT_TRAIN_FALL: Final = 0.5  # fall of training that a flat validation must have missed


@dataclass(frozen=True, slots=True)
class _Turn:
    best: int
    newest: float
    rise: float
    fall: float


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each validation source, at its best evaluation."""
    for one in rounds(history, META.window):
        turn = _turn(one, int(np.argmin(one.validation.values)))
        if turn and turn.rise > SLIGHT_RISE and turn.fall > TRAIN_FALL and _shows(one, turn):
            yield _finding(one, turn, _severity(history, one, turn))
            continue
        half = _turn(one, len(one.validation.values) // 2)
        if half and abs(half.rise) <= FLAT and half.fall > FLAT_TRAIN_FALL:
            yield _finding(one, half, "info")


def _turn(one: Rounds, best: int) -> _Turn | None:
    """Return how validation and training moved since an evaluation; None when that was not long ago."""
    values = one.validation.values
    since = len(values) - 1 - best
    if since < max(PATIENCE, PATIENCE_SHARE * len(values)) or not np.isfinite(one.levels[[best, -1]]).all():
        return None
    signed = bool((values <= 0).any() or (one.levels[best:] <= 0).any())
    size = values[0] - values[best] if signed else values[best]
    train_size = one.start - one.levels[best] if signed else one.levels[best]
    if not size > 0 or not train_size > 0:
        return None
    newest, end = middle(values[-PATIENCE:]), middle(one.levels[-PATIENCE:])
    return _Turn(best, newest, (newest - values[best]) / size, (one.levels[best] - end) / train_size)


def _shows(one: Rounds, turn: _Turn) -> bool:
    """Return whether the rise is more than the evaluations differ anyway, and ends above training."""
    values = one.validation.values
    after = values[turn.best + 1 :]
    typical = middle(values[max(turn.best - 1, 0) : turn.best + 2])
    lasting = bool((after[-PATIENCE:] > typical).all())
    if one.comparable and middle(one.levels[-PATIENCE:]) > turn.newest:
        return False
    return lasting and turn.newest - typical > SHOWN * noise(values)


def _severity(history: History, one: Rounds, turn: _Turn) -> Severity:
    accuracy = finite(only(history, "validation_accuracy", one.validation.where)).values
    steady = len(accuracy) >= PATIENCE and middle(accuracy[-PATIENCE:]) >= accuracy.max() - ACCURACY_LOST
    return "warning" if turn.rise > (STEADY_ACCURACY_RISE if steady else RISE) else "info"


def _finding(one: Rounds, turn: _Turn, severity: Severity) -> Finding:
    steps, best = one.validation.steps, turn.best
    how = f"rose to {turn.newest:.4g}, by {turn.rise:.0%}" if turn.rise > FLAT else f"stayed near {turn.newest:.4g}"
    return Finding(
        META.name,
        META.code,
        severity,
        int(steps[best]),
        f"{one.validation.where}: the loss was {one.validation.values[best]:.4g} at step {steps[best]}; "
        f"since then, over {len(steps) - 1 - best} evaluations, it {how} (limit {RISE:.0%}) while training fell "
        f"from {one.levels[best]:.4g} to {one.levels[-1]:.4g}",
        (
            evidence(one.validation, best),
            evidence(one.validation, len(steps) - 1),
            evidence(one.train, one.last[best]),
            evidence(one.train, one.last[-1]),
        ),
    )
