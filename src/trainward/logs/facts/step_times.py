"""How long steps take by the log: even, jumping, growing, or waiting for data."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from trainward.logs.measurements import of_signal
from trainward.logs.patterns import pattern
from trainward.records.log import LogFact, LogLine, LogView, Measurement

FACTS: Final = {
    "step-times-irregular": "steps take now a short and now a many times longer time",
    "data-time-dominates": "most of a step is waiting for data",
    "step-time-grows": "steps take longer and longer",
    "gpu-use-low": "the device is idle for much of the time",
}

_FEW: Final = 6  # readings; chosen
_APART: Final = 2.0  # slow over fast; chosen
_GROWTH: Final = 2.0  # last quarter over first; chosen
_DATA: Final = 0.5  # share of the step
_LOW: Final = 40  # percent; chosen
_BARE: Final = re.compile(r"^\s*([0-9]{1,6}\.[0-9]{3,20})\s*$")
_USE: Final = pattern(r"(?:gpu|volatile)[-_ ]?util(?:ization|isation)?[^0-9%]{0,40}([0-9]{1,3})\s?%")


def read(view: LogView) -> Iterator[LogFact]:
    """Yield what the times show; lines that are nothing but a number count as times where no other is given."""
    steps = of_signal(view.measurements, "step_seconds")
    pairs = [(one.value, one.line) for one in steps] or _bare(view.lines)
    if len(pairs) >= _FEW:
        yield from _course([value for value, _ in pairs], [line for _, line in pairs])
    yield from _waiting(steps, of_signal(view.measurements, "data_wait_seconds"))
    use = [(int(match.group(1)), line) for line in view.lines if (match := _USE.search(line.text))]
    if use and median(value for value, _ in use) < _LOW:
        yield LogFact("gpu-use-low", f"{use[0][0]} % of the device in use", (use[0][1],))


def _bare(lines: Sequence[LogLine]) -> list[tuple[float, LogLine]]:
    found = [(float(match.group(1)), line) for line in lines if (match := _BARE.match(line.text))]
    return found if len(found) >= 0.8 * len(lines) else []


def _course(values: Sequence[float], lines: Sequence[LogLine]) -> Iterator[LogFact]:
    ordered = sorted(values)
    low, high = ordered[len(ordered) // 5], ordered[-1 - len(ordered) // 5]
    middle = median(values)
    swings = sum((one > middle) != (other > middle) for one, other in pairwise(values))
    if low > 0 and high > _APART * low and swings >= len(values) // 4:
        says = f"a fifth of the steps take {low:.3g} or less, a fifth {high:.3g} or more"
        yield LogFact("step-times-irregular", says, tuple(lines[:4]))
    quarter = max(2, len(values) // 4)
    first, last = median(values[:quarter]), median(values[-quarter:])
    if first > 0 and last > _GROWTH * first and swings < len(values) // 4:
        yield LogFact("step-time-grows", f"from {first:.3g} s to {last:.3g} s", (lines[0], lines[-1]))


def _waiting(steps: Sequence[Measurement], data: Sequence[Measurement]) -> Iterator[LogFact]:
    whole = {(one.line.source, one.line.number): one.value for one in steps}
    shares = [
        (one.value / whole[key], one.line)
        for one in data
        if (key := (one.line.source, one.line.number)) in whole and whole[key] > 0
    ]
    if shares and median(share for share, _ in shares) >= _DATA:
        says = f"data takes {median(share for share, _ in shares):.0%} of a step"
        yield LogFact("data-time-dominates", says, tuple(line for _, line in shares[:3]))
