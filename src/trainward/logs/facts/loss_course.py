"""The course of the loss, the gradient norm and the learning rate as the log prints them."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from trainward.logs.measurements import of_signal
from trainward.records.log import LogFact, LogView, Measurement

FACTS: Final = {
    "loss-nonfinite": "the loss is NaN or infinite",
    "loss-nonfinite-at-once": "the loss is NaN or infinite from the first readings on",
    "loss-nonfinite-after-good": "the loss was finite, then NaN or infinite",
    "loss-explodes": "the loss grew many times over",
    "loss-flat": "the loss does not move beyond its noise",
    "loss-falls": "the loss falls",
    "loss-constant-exactly": "the loss prints the same number again and again",
    "loss-spike-recovered": "the loss jumped and came back",
    "validation-rises-while-train-falls": "the validation loss rises while the training loss falls",
}

_FEW: Final = 4  # readings for a course; chosen
_MANY: Final = 12
_EXPLODES: Final = 20.0  # times the median of the first readings; chosen
_RISE: Final = 0.15  # of the best validation loss, or of what it fell before; chosen
_SPIKE: Final = 3.0  # times the median on both sides; chosen


def read(view: LogView) -> Iterator[LogFact]:
    """Yield what the readings of the loss show, oldest first."""
    losses = of_signal(view.measurements, "loss")
    if losses:
        yield from _nonfinite(losses)
        finite = [one for one in losses if math.isfinite(one.value)]
        yield from _course(finite)
        yield from _against_validation(finite, of_signal(view.measurements, "validation_loss"))


def _nonfinite(losses: Sequence[Measurement]) -> Iterator[LogFact]:
    bad = [place for place, one in enumerate(losses) if not math.isfinite(one.value)]
    if not bad:
        return
    first = losses[bad[0]]
    says = f"loss {first.value:g}"
    yield LogFact("loss-nonfinite", says, tuple(one.line for one in losses[bad[0] :][:3]), alarming=_for_good(losses))
    if bad[0] == 0 or (bad[0] == 1 and len(losses) > _FEW):
        yield _fact("loss-nonfinite-at-once", f"loss {first.value:g} at reading {bad[0] + 1}", losses[: bad[0] + 2])
    elif bad[0] >= 2:
        says = f"{bad[0]} finite readings, then {first.value:g}"
        yield _fact("loss-nonfinite-after-good", says, losses[bad[0] - 1 : bad[0] + 1])


def _for_good(losses: Sequence[Measurement]) -> bool:
    """Return whether the last readings are not finite: one bad batch that was skipped is no alarm."""
    return not math.isfinite(losses[-1].value)


def _course(losses: Sequence[Measurement]) -> Iterator[LogFact]:
    values = [one.value for one in losses]
    if len(values) < _FEW:
        return
    if len(set(values)) == 1 and values[0] != 0:
        yield _fact("loss-constant-exactly", f"{len(values)} readings of {values[0]:g}", losses)
    early, late = median(values[: max(2, len(values) // 4)]), median(values[-max(2, len(values) // 4) :])
    peak = max(range(len(values)), key=lambda place: values[place])
    if early > 0 and max(values[-2:]) > _EXPLODES * early:
        yield _fact("loss-explodes", f"from {early:g} to {values[-1]:g}", losses[-2:])
    if len(values) >= _MANY:
        yield from _long_course(losses, early, late, peak)


def _long_course(losses: Sequence[Measurement], early: float, late: float, peak: int) -> Iterator[LogFact]:
    values = [one.value for one in losses]
    moves = median(abs(later - earlier) for earlier, later in pairwise(values))
    if early - late > 2 * moves and late < early:
        yield _fact("loss-falls", f"from {early:g} to {late:g}", (losses[0], losses[-1]))
    elif abs(early - late) <= moves:
        yield _fact("loss-flat", f"{early:g} at first, {late:g} at last", (losses[0], losses[-1]))
    around = values[max(0, peak - 8) : peak], values[peak + 2 : peak + 12]
    if len(around[0]) >= 3 and len(around[1]) >= 3:
        before, after = median(around[0]), median(around[1])
        if before > 0 and values[peak] > _SPIKE * before and after < before + 0.25 * (values[peak] - before):
            yield _fact("loss-spike-recovered", f"{before:g}, {values[peak]:g}, {after:g}", losses[peak : peak + 3])


def _against_validation(losses: Sequence[Measurement], validation: Sequence[Measurement]) -> Iterator[LogFact]:
    held = [one for one in validation if math.isfinite(one.value)]
    if len(held) < _FEW or len(losses) < _FEW:
        return
    best = min(range(len(held)), key=lambda place: held[place].value)
    later = [one.value for one in held[best + 1 :]]
    falls = losses[-1].value < losses[0].value - 0.2 * abs(losses[0].value)
    scale = max(abs(held[best].value), held[0].value - held[best].value)
    if falls and len(later) >= 3 and min(later[-2:]) - held[best].value > _RISE * scale:
        says = f"validation from {held[best].value:g} to {later[-1]:g}, training down to {losses[-1].value:g}"
        yield LogFact("validation-rises-while-train-falls", says, (held[best].line, held[-1].line))


def _fact(name: str, says: str, readings: Sequence[Measurement]) -> LogFact:
    return LogFact(name, says, tuple(one.line for one in readings[:3]))
