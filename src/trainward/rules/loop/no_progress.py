"""No step has ended for far longer than steps and evaluations take."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Evidence, Finding, RuleMeta, Severity
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite, only
from trainward.rules.robust import middle

META = RuleMeta(
    code="LOO009",
    name="no-progress",
    reads=("seconds_since_step", "step_seconds", "evaluation_seconds", "process_cpu"),
    window=2,
    severity="error",
    source="Amazon SageMaker Debugger: 20 minutes to the first step, here 30; the rest chosen, see the page",
)

LONGEST_START = 1800.0  # s to the first step: data is prepared, a model is compiled
SHORTEST = 60.0  # s without a step before it is spoken of
STEPS = 10.0  # times the 99th percentile of the step time
EVALUATIONS = 3.0  # times the longest evaluation so far
IDLE = 0.05  # cores: a process below it waits


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for the longest standstill: an error if it lasts and the process is idle."""
    since = finite(only(history, "seconds_since_step"))
    if len(since.values) < META.window:
        return
    worst = int(np.argmax(since.values))
    step = int(since.steps[worst])
    limit = _limit(history, step)
    if since.values[worst] <= limit:
        return
    lasts = bool(since.values[-1] > limit)
    idle, shown = _idle(history, step)
    yield Finding(
        rule=META.name,
        code=META.code,
        severity=_severity(lasts, idle),
        step=step,
        message=(
            f"no step ended for {since.values[worst]:.0f} s after step {step} (limit {limit:.0f} s), "
            f"{'and none has since' if lasts else 'then the run went on'}; {_told(idle)}"
        ),
        evidence=(evidence(since, worst), *shown),
    )


def _limit(history: History, step: int) -> float:
    steps = finite(only(history, "step_seconds")).values
    if step == 0 or not len(steps):
        return LONGEST_START
    evaluations = [finite(series).values.max() for series in every(history, "evaluation_seconds") if _any(series)]
    usual = float(np.percentile(steps, 99))
    return max(SHORTEST, STEPS * usual, EVALUATIONS * float(max(evaluations, default=0.0)))


def _any(series: Series) -> bool:
    return len(finite(series).values) > 0


def _idle(history: History, step: int) -> tuple[bool | None, tuple[Evidence, ...]]:
    """Return whether the process idled in that step, None when it was not read, and the reading."""
    cpu = finite(only(history, "process_cpu"))
    at = np.flatnonzero(cpu.steps == step)
    if not len(at):
        return None, ()
    return middle(cpu.values[at]) < IDLE, (evidence(cpu, int(at[-1])),)


def _severity(lasts: bool, idle: bool | None) -> Severity:
    if idle:
        return "error" if lasts else "warning"
    return "warning" if lasts and idle is None else "info"


def _told(idle: bool | None) -> str:
    if idle is None:
        return "whether the process works is not known"
    return "the process is idle, it waits for something" if idle else "the process works, perhaps on an evaluation"
