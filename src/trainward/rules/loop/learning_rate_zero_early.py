"""The learning rate fell to almost nothing long before the end, while the loss was still falling."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta, Severity
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite, only
from trainward.rules.robust import curve, errors_between, level, tail_length

META = RuleMeta(
    code="LOO003",
    name="learning-rate-zero-early",
    reads=("learning_rate", "loss"),
    window=20,
    severity="warning",
    source="chosen: schedules that mean to end there do so in the last steps; see the page",
)

NOTHING = 1e-3  # of the largest learning rate; learning is over below it
SHARE = 0.15  # of the run spent below it; a polynomial of degree 4 spends 18 % of its steps there, a cosine 2 %
FEWEST_STEPS = 20  # spent below it
HIGH = 0.1  # of the largest learning rate; above it the run still learned
DROP = 0.5  # of the learning rate, in one change: the end of the first stair
SIGMAS = 2.5  # standard errors by which the loss must still fall
PART = 0.05  # of the whole fall of the loss


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each optimizer that stopped learning early: a warning if its loss was still falling."""
    groups: dict[str, list[Series]] = {}
    for series in every(history, "learning_rate"):
        groups.setdefault(series.where.rpartition("/")[0], []).append(finite(series))
    for label, rates in groups.items():
        loss = only(history, "loss", label)
        if len(loss.steps) < META.window:
            continue
        moving = [rate for rate in rates if len(rate.values) and rate.values.max() > 0]
        ends = [_end(rate) for rate in moving]
        last_step = int(loss.steps.max())
        if min(ends, default=-1) >= 0 and last_step - max(ends) >= max(FEWEST_STEPS, SHARE * last_step):
            yield _finding(moving[int(np.argmax(ends))], max(ends), finite(loss), last_step)


def _end(rate: Series) -> int:
    """Return the step since which the learning rate has been nothing; -1 when it is not."""
    tail = tail_length(rate.values < NOTHING * rate.values.max() * (1 - 1e-6))
    return int(rate.steps[-tail]) if tail else -1


def _finding(rate: Series, end: int, loss: Series, last_step: int) -> Finding:
    falling = _was_falling(loss, _end_of_learning(rate, end))
    severity: Severity = "warning" if falling else "info"
    peak = int(np.argmax(rate.values))
    at = int(np.flatnonzero(rate.steps == end)[0])
    fate = "while the loss was still falling" if falling else "when the loss had settled"
    return Finding(
        rule=META.name,
        code=META.code,
        severity=severity,
        step=end,
        message=(
            f"learning rate {rate.where} fell to {rate.values[at]:.3g} at step {end}, below {NOTHING:g} of its "
            "largest value "
            f"{rate.values[peak]:.3g}, {fate}; the {last_step - end} steps since "
            f"({(last_step - end) / last_step:.0%} of the run, limit {SHARE:.0%}) taught nothing"
        ),
        evidence=(evidence(rate, peak), evidence(rate, at)),
    )


def _end_of_learning(rate: Series, end: int) -> int:
    """Return the step of the first large drop, or of the fall below a tenth of the peak, whichever comes first."""
    peak = int(np.argmax(rate.values))
    steps, values = rate.steps[peak:], rate.values[peak:]
    low = np.flatnonzero(values < HIGH * values[0])
    drops = 1 + np.flatnonzero(values[1:] < DROP * values[:-1])
    return int(min([end, *steps[low[:1]], *steps[drops[:1]]]))


def _was_falling(loss: Series, step: int) -> bool:
    """Whether the loss fell over the second half of the steps up to `step`; true when there were too few to settle."""
    window = loss.values[(loss.steps >= step / 2) & (loss.steps <= step)]
    if len(window) < META.window // 2:
        return True
    middle = len(window) // 2
    before, after = level(window[:middle]), level(window[middle:])
    whole = curve(loss)
    fall = before.value - after.value
    return errors_between(before, after) < -SIGMAS and fall > PART * (whole.start - whole.levels.min())
