"""The loss fell fast at first and has been flat since."""

from collections.abc import Iterator
from typing import Final

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite
from trainward.rules.robust import curve, errors_between, level
from trainward.rules.task import TASK_READS, is_supervised

META = RuleMeta(
    code="LOS009",
    name="fast-then-flat",
    reads=TASK_READS,
    window=200,
    severity="info",
    source="chosen: a converged run looks the same, so this is only said; see the page",
)

BLOCKS: Final = 10  # stretches of the run; the first ones hold the fall
EARLY: Final = 0.2  # share of the run in which the fall happens
FALL: Final = 0.3  # share of the start that was lost in it
FLAT: Final = 0.03  # share of the level by which the rest may fall
LOW: Final = 0.05  # of the start: below, the task is done
SHOWN: Final = 3.0  # standard errors


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when four fifths of the run are flat after a fall."""
    if not is_supervised(history):
        return
    for series in every(history, "loss"):
        usable = finite(series)
        if len(usable.values) >= META.window and (usable.values > 0).all():
            yield from _flat(usable)


def _flat(series: Series) -> Iterator[Finding]:
    smooth = curve(series, BLOCKS)
    onset = int(EARLY * len(series.values))
    rest = series.values[onset:]
    first, last = level(rest[: len(rest) // 3]), level(rest[-(len(rest) // 3) :])
    fell = 1 - first.value / smooth.start
    moved = 1 - last.value / first.value
    if fell < FALL or abs(moved) > FLAT or abs(errors_between(first, last)) > SHOWN or last.value < LOW * smooth.start:
        return
    yield Finding(
        META.name,
        META.code,
        "info",
        int(series.steps[onset]),
        f"loss fell by {fell:.0%} to {first.value:.4g} within {onset} readings, and by {moved:.1%} in the "
        f"{len(rest)} since step {series.steps[onset]} (limit {FLAT:.0%})",
        (evidence(series, 0), evidence(series, onset), evidence(series, len(series.values) - 1)),
    )
