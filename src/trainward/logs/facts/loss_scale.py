"""The course of a dynamic loss scale: a healthy descent, swinging about its ceiling, or at its floor for good."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from trainward.logs.patterns import pattern
from trainward.records.log import LogFact, LogLine, LogView

FACTS: Final = {
    "loss-scale-at-floor": "the loss scale fell to its floor, so nearly every step is skipped",
    "loss-scale-warming-up": "the loss scale comes down from a high start, as it should",
    "loss-scale-oscillating": "the loss scale swings about its ceiling, as it should",
}

_REDUCED: Final = pattern(
    r"(?:reducing (?:dynamic )?loss scale from [0-9.e+]+ to|reducing(?: loss scale)? to|reducing hysteresis"
    r"|loss scale(?: is)? (?:now|set) (?:to|at)|reducing loss scale to)\s{0,3}([0-9]+(?:[.][0-9]+)?(?:e[-+]?[0-9]+)?)",
)
_AT_MINIMUM: Final = pattern(
    r"loss scale already at minimum|minimum loss scale reached|loss scale.{0,40}(?:too small|below).{0,20}min"
)
_FLOOR: Final = 1.0  # DeepSpeed's and fairseq's least scale is 1 or below; apex goes on to 0
_ROOM: Final = 32.0  # a scale that still comes down below it may end at the floor; chosen


def read(view: LogView) -> Iterator[LogFact]:
    """Yield how the scale stands; a log without a word of it yields nothing."""
    ended = [line for line in view.lines if _AT_MINIMUM.search(line.text)]
    if ended:
        yield LogFact("loss-scale-at-floor", FACTS["loss-scale-at-floor"], tuple(ended[:3]), alarming=True)
        return
    steps = [(float(match.group(1)), line) for line in view.lines if (match := _REDUCED.search(line.text))]
    if steps:
        yield from _judged([scale for scale, _ in steps], [line for _, line in steps])


def _judged(scales: Sequence[float], lines: Sequence[LogLine]) -> Iterator[LogFact]:
    quoted = (*lines[:2], lines[-1]) if len(lines) > 2 else tuple(lines)
    course = " ".join(f"{scale:g}" for scale in scales[-6:])
    if scales[-1] <= _FLOOR:
        yield LogFact("loss-scale-at-floor", f"it came down to {scales[-1]:g}: {course}", quoted, alarming=True)
        return
    rises = sum(later > earlier for earlier, later in pairwise(scales))
    repeats = sum(later == earlier for earlier, later in pairwise(scales))
    if rises or repeats:
        yield LogFact("loss-scale-oscillating", f"the loss scale swings: {course}", quoted)
    elif scales[-1] >= _ROOM:
        yield LogFact("loss-scale-warming-up", f"the loss scale comes down from {scales[0]:g}: {course}", quoted)
