"""From a step to a whole run: steps, wall time, GPU hours as they are billed."""

from dataclasses import dataclass

from trainward.plan.spread import scaled, spread
from trainward.records.estimate import Estimate, Interval

_SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class RunLength:
    """A whole run: optimizer steps, days on the wall, GPU hours."""

    steps: float
    wall_days: Interval
    gpu_hours: Interval


def run_length(estimate: Estimate, tokens: float) -> RunLength:
    """Return how long a run over so many tokens (samples of a counted model) takes.

    Published GPU hours are more than steps times step time: restarts, evaluation, slow servers, batches that grow. By
    how much, and how far that varies, is fitted on runs that published both or whose layout could be supposed.
    """
    scenario, gpus = estimate.question.scenario, estimate.question.layout.gpus
    steps = tokens / (scenario.global_batch * scenario.seq_len)
    hours = billed_hours(steps * estimate.step_seconds.middle / _SECONDS_PER_HOUR * gpus)
    return RunLength(steps, scaled(hours, 1 / gpus / 24), hours)


def billed_hours(in_steps: float) -> Interval:
    """Return the GPU hours of a whole run for those that its steps take."""
    return spread("gpu_hours", in_steps)
