"""The loss has not moved from where it began."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from trainward.records.finding import Evidence, Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite
from trainward.rules.robust import errors_between, level, middle
from trainward.rules.task import TASK_READS, Chance, chance, has_ended, is_supervised, task_loss

META = RuleMeta(
    code="LOS007",
    name="loss-flat",
    reads=(*TASK_READS, "learning_rate", "update_ratio"),
    window=20,
    severity="warning",
    source="SageMaker Debugger LossNotDecreasing; TheDeepChecker < 5 % a window; widths chosen, see the page",
)

CONSTANT: Final = 1e-6  # relative range of readings that are one number but for rounding
NOISY_WINDOW: Final = 150  # readings before a noisy loss is called flat
PATIENCE: Final = 300  # the same while the run goes on
IMPROVED: Final = 0.05  # share of the level that counts as movement
POWER: Final = 3.0  # standard errors that must fit into that share, or nothing can be said
FALLING: Final = 2.0  # standard errors that already count as a fall
ABOVE_CHANCE: Final = 1.06  # times chance: a classifier that starts and stays here has learned nothing
STILL: Final = 1e-7  # update ratio of parameters that do not move


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when the loss is constant, or noise about one level since the first step."""
    if not _has_rate(history):
        return
    guess = chance(history)
    series = task_loss(history, guess.where) if guess else finite(_first(history))
    if len(series.values) < META.window or not middle(np.abs(series.values)) > 0:
        return
    if _is_constant(series):
        yield _finding(history, series, "is the same number in")
    elif (
        is_supervised(history)
        and _is_level(series, has_ended(history))
        and (_above(series, guess) or _is_still(history))
    ):
        yield _finding(history, series, "shows no trend over")


def _first(history: History) -> Series:
    return next(iter(every(history, "loss")), Series("loss", "", np.empty(0, np.int64), np.empty(0, np.float64)))


def _has_rate(history: History) -> bool:
    """Return whether the learning rate is positive, or not known."""
    rates = [rate.values for rate in every(history, "learning_rate") if len(rate.values)]
    return not rates or any(rate.max() > 0 for rate in rates)


def _is_constant(series: Series) -> bool:
    return bool(np.ptp(series.values) <= CONSTANT * np.abs(series.values).max())


def _is_level(series: Series, ended: bool) -> bool:
    """Return whether no part of the run lies lower than another, although a small fall would show."""
    if len(series.values) < (NOISY_WINDOW if ended else PATIENCE) or (series.values < 0).any():
        return False
    third = len(series.values) // 3
    first, last = level(series.values[:third]), level(series.values[-third:])
    error = float(np.hypot(first.error, last.error))
    begin = middle(series.values[:5])
    if POWER * error > IMPROVED * first.value or begin > 1.25 * first.value:
        return False
    return abs(last.value - first.value) < IMPROVED * first.value and errors_between(first, last) > -FALLING


def _above(series: Series, guess: Chance | None) -> bool:
    return guess is not None and level(series.values).value > ABOVE_CHANCE * guess.loss


def _is_still(history: History) -> bool:
    """Return whether the parameters are known not to move."""
    ratios = [middle(finite(ratio).values) for ratio in every(history, "update_ratio") if len(ratio.values)]
    return bool(ratios) and middle(np.array(ratios)) < STILL


def _finding(history: History, series: Series, how: str) -> Finding:
    values = series.values
    rates = [rate for rate in every(history, "learning_rate") if len(rate.values)]
    rate: tuple[Evidence, ...] = (evidence(rates[0], -1),) if rates else ()
    shown = f", although the learning rate is {rates[0].values[-1]:.3g}" if rates else ""
    return Finding(
        META.name,
        META.code,
        "warning",
        int(series.steps[0]),
        f"{series.signal} began at {middle(values[:5]):.4g} and is {middle(values[-5:]):.4g} at step "
        f"{series.steps[-1]}: it {how} {len(values)} readings (limit {IMPROVED:.0%}){shown}",
        (evidence(series, 0), evidence(series, -1), *rate),
    )
