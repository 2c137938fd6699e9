"""The run ended while its loss was still falling."""

from collections.abc import Iterator
from typing import Final

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite
from trainward.rules.robust import errors_between, level, middle, start_count
from trainward.rules.task import TASK_READS, is_supervised

META = RuleMeta(
    code="LOS012",
    name="loss-still-falling",
    reads=TASK_READS,
    window=40,
    severity="info",
    source="chosen: 5 % in the last fifth of the run, see the page",
)

SHARE: Final = 0.2  # of the run: its last part and the one before it
FALL: Final = 0.05  # share of the level
LOW: Final = 0.1  # of the first losses: below, there is little left to learn
SHOWN: Final = 4.0  # standard errors


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when the last fifth of a run that ended well lies clearly below the one before."""
    codes = [code for code in every(history, "exit_code") if len(code.values)]
    if not codes or codes[-1].values[-1] != 0 or not is_supervised(history):
        return
    for series in every(history, "loss"):
        usable = finite(series)
        if len(usable.values) >= META.window and (usable.values > 0).all():
            yield from _falling(usable)


def _falling(series: Series) -> Iterator[Finding]:
    part = int(SHARE * len(series.values))
    before, last = level(series.values[-2 * part : -part]), level(series.values[-part:])
    fall = 1 - last.value / before.value
    worth = last.value > LOW * middle(series.values[: start_count(len(series.values))])
    if worth and fall > FALL and errors_between(before, last) < -SHOWN:
        yield Finding(
            META.name,
            META.code,
            "info",
            int(series.steps[-part]),
            f"loss fell by {fall:.1%} in the last {part} readings, to {last.value:.4g} (limit {FALL:.0%}): "
            f"step {series.steps[-1]} is early to stop",
            (evidence(series, len(series.values) - part), evidence(series, len(series.values) - 1)),
        )
