"""The loss jumped far above its recent level."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite, only
from trainward.rules.robust import SIGMA, Floats, first_lasting, middle, start_count
from trainward.rules.task import changes_task, has_opponent

META = RuleMeta(
    code="LOS002",
    name="loss-spike",
    reads=("loss", "learning_rate", "batch_size", "class_count"),
    window=25,
    severity="error",
    source="Hampel identifier on the logarithm, median + k * 1.4826 * MAD; limits chosen on healthy runs, see the page",
)

WINDOW: Final = 64  # readings before a reading that make up its recent level; Lightning 10, ZClip 33, trainpulse 50
SHORTEST: Final = 24  # readings before the first one that is judged
STRIDE: Final = 8  # readings that share one window, to be quick
SIGMAS: Final = 10.0  # robust standard deviations of log(loss); OLMo-core skips a step at 6 of the gradient norm
RATIO: Final = 1.5  # times the recent level
TAIL: Final = 2.0  # times the largest log-deviation inside the window, so heavy tails are no spikes
LOST_PROGRESS: Final = 0.3  # share of the fall since the start that the jump takes back
CERTAIN_RATIO: Final = 5.0  # enough against an opponent, and before it is known whether the loss comes back
SETTLED: Final = 20  # readings after which a level that stays high is a shift, not a spike
BACK: Final = 3  # readings in a row that are not much above the old level: it has come back
AFRESH: Final = 0.65  # of the start, and its inverse: a lasting jump that lands here is another model at its first step
FLAT_TOP: Final = 0.5  # later level over peak, above which the jump is a lasting shift
SIGNED_RANGES: Final = 5.0  # a loss of both signs has no ratio: ranges of all it was before
RESTART: Final = 1.5  # a rise of the learning rate by this factor explains a jump


@dataclass(frozen=True, slots=True)
class _Jump:
    index: int
    usual: float
    limit: float
    back: float
    sigmas: float


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each optimizer: its first spike, and how many readings were above that limit."""
    certain = has_opponent(history)
    for series in every(history, "loss"):
        usable = _whole_batches(history, finite(series))
        if len(usable.values) < META.window:
            continue
        jump = _signed_jump(usable) if (usable.values < 0).any() else _jump(usable, CERTAIN_RATIO if certain else RATIO)
        if jump is not None and not _restarted(history, usable, jump):
            yield from _finding(usable, jump, changes_task(history))


def _whole_batches(history: History, series: Series) -> Series:
    """Leave out the steps whose batch was less than half of the usual: few samples make wild losses."""
    sizes = finite(only(history, "batch_size", "train"))
    if len(sizes.values) < 2:
        return series
    at = np.searchsorted(sizes.steps, series.steps, side="right") - 1
    size = sizes.values[np.clip(at, 0, None)]
    keep = size >= np.median(size) / 2
    return Series(series.signal, series.where, series.steps[keep], series.values[keep])


def _jump(series: Series, ratio: float) -> _Jump | None:
    """Return the first reading that is a spike by all limits, of a loss that is never negative."""
    start = middle(series.values[: start_count(len(series.values))])
    logs = np.log(np.maximum(series.values, max(start, 5e-324) * 1e-9))
    usual, sigma, largest = _recent(logs)
    level = np.exp(usual)
    above = logs[SHORTEST:] - usual
    tail = np.maximum(largest, np.maximum.accumulate(np.concatenate(([0.0], above[:-1]))))
    limit = np.exp(usual + np.maximum(np.maximum(SIGMAS * sigma, math.log(ratio)), TAIL * tail))
    back = level * RATIO + LOST_PROGRESS * np.maximum(start - level, 0)
    limit = np.maximum(limit, back)
    hits = np.flatnonzero(series.values[SHORTEST:] > limit)
    if len(hits) == 0:
        return None
    hit = int(hits[0])
    return _Jump(SHORTEST + hit, float(level[hit]), float(limit[hit]), float(back[hit]), float(above[hit] / sigma[hit]))


def _recent(logs: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the median, robust deviation and largest deviation upwards of what came before each judged reading."""
    parts = []
    for begin, windows in _windows(logs):
        usual = np.median(windows, axis=1)
        above = np.maximum(windows - usual[:, None], 0)
        sigma = np.maximum(SIGMA * _upper_median(above), 1e-6)
        count = STRIDE if begin < WINDOW else len(logs) - begin
        parts.append(np.repeat(np.stack([usual, sigma, above.max(axis=1)]), STRIDE, axis=1)[:, :count])
    usual, sigma, largest = np.concatenate(parts, axis=1)[:, : len(logs) - SHORTEST]
    return usual, sigma, largest


def _upper_median(above: Floats) -> Floats:
    """Return the quantile 3/4 of each row: the median deviation of the readings above the row's median."""
    rank = above.shape[1] * 3 // 4
    upper: Floats = np.partition(above, rank, axis=1)[:, rank]
    return upper


def _windows(logs: Floats) -> Iterator[tuple[int, Floats]]:
    """Yield (first judged reading, windows before it and before each STRIDE-th reading after it)."""
    for begin in range(SHORTEST, min(WINDOW, len(logs)), STRIDE):
        yield begin, logs[None, :begin]
    if len(logs) > WINDOW:
        yield WINDOW, sliding_window_view(logs[:-1], WINDOW)[::STRIDE]


def _signed_jump(series: Series) -> _Jump | None:
    """Return the first reading that leaves the range of all before it by several times that range, upwards."""
    values = series.values
    top, bottom = np.maximum.accumulate(values)[:-1], np.minimum.accumulate(values)[:-1]
    limit = top + SIGNED_RANGES * (top - bottom)
    late = np.arange(1, len(values)) >= WINDOW
    hits = np.flatnonzero((values[1:] > limit) & (top > bottom) & late)
    if len(hits) == 0:
        return None
    index = int(hits[0]) + 1
    usual = middle(values[max(index - WINDOW, 0) : index])
    return _Jump(index, usual, float(limit[hits[0]]), float(top[hits[0]]), float("nan"))


def _restarted(history: History, series: Series, jump: _Jump) -> bool:
    """Return whether the learning rate went up just before, as at a warm restart or a new stage."""
    step = series.steps[jump.index]
    before = series.steps[max(jump.index - STRIDE, 0)]
    for rate in every(history, "learning_rate"):
        then = rate.values[rate.steps <= before]
        since = rate.values[(rate.steps > before) & (rate.steps <= step)]
        if len(then) and len(since) and since.max() > RESTART * then[-1]:
            return True
    return False


def _finding(series: Series, jump: _Jump, new_task: bool) -> Iterator[Finding]:
    after = series.values[jump.index :]
    back = first_lasting(after <= jump.back, BACK)
    recovered = back < len(after)
    peak = jump.index + int(np.argmax(after[: back if recovered else len(after)]))
    if not recovered and not _is_lasting_spike(after, jump):
        return
    if (back > BACK or not recovered) and (new_task or _begins_afresh(series, after)):
        return
    sigmas = "" if math.isnan(jump.sigmas) else f"{jump.sigmas:.0f} robust standard deviations above "
    again = int((after[back:] > jump.limit).sum())
    yield Finding(
        META.name,
        META.code,
        "warning" if recovered or len(after) < SETTLED else "error",
        int(series.steps[jump.index]),
        f"loss rose to {series.values[peak]:.4g} at step {series.steps[peak]}, {sigmas or 'far above '}"
        f"its level of {jump.usual:.4g} (limit {jump.limit:.4g}), {_fate(series, jump.index, back, again)}",
        (evidence(series, jump.index - 1), evidence(series, peak)),
    )


def _begins_afresh(series: Series, after: Floats) -> bool:
    start = abs(middle(series.values[: start_count(len(series.values))]))
    return AFRESH * start < middle(after[:BACK]) < start / AFRESH


def _is_lasting_spike(after: Floats, jump: _Jump) -> bool:
    """Return whether a loss that has not come back is a spike all the same, and not a new level."""
    if len(after) < SETTLED:
        return bool(after.max() > CERTAIN_RATIO * abs(jump.usual))
    return bool(middle(after[SETTLED // 2 :]) < FLAT_TOP * after.max())


def _fate(series: Series, index: int, back: int, again: int) -> str:
    if index + back >= len(series.values):
        return f"and has not come back in {len(series.values) - index} readings"
    later = f"; {again} later readings were above the limit too" if again else ""
    return f"and was back {back} readings later, at step {series.steps[index + back]}{later}"
