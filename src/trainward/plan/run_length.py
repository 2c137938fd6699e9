"""From a step to a whole run: steps, wall time, GPU hours as they are billed."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from trainward.plan.failures import goodput, saved_parameters
from trainward.plan.flops import model_flops_per_token
from trainward.plan.rates import peak_flops
from trainward.plan.site import FailureRates
from trainward.plan.spread import scaled, spread
from trainward.records.estimate import Estimate, Interval, Question
from trainward.records.model_shape import ModelShape

_SECONDS_PER_HOUR: Final = 3600.0
_TOLD: Final = 0.5  # weight of the in-step hours of a layout that is told; chosen
_SUPPOSED: Final = 0.2  # and of one that had to be supposed; chosen


@dataclass(frozen=True, slots=True)
class RunLength:
    """A whole run: optimizer steps, days on the wall, GPU hours."""

    steps: float
    wall_days: Interval
    gpu_hours: Interval


@dataclass(frozen=True, slots=True)
class Practice:
    """What whole runs show: billed over in-step GPU hours, and MFU of the data sheet's bf16 peak by billed hours."""

    billed_over_steps: float
    whole_run_mfu: float


@cache
def published_practice() -> Practice:
    """Return what the published whole runs show."""
    text = files("trainward.plan").joinpath("constants.toml").read_text(encoding="utf-8")
    return Practice(**tomllib.loads(text)["practice"])


def run_length(estimate: Estimate, tokens: float, rates: FailureRates | None = None) -> RunLength:
    """Return how long a run over so many tokens (samples of a counted model) takes, as it will be billed.

    `rates` are the user's own failure rates, None where they are usual.
    """
    question = estimate.question
    scenario, gpus = question.scenario, question.layout.gpus
    steps = tokens / (scenario.global_batch * scenario.seq_len)
    in_steps = steps * estimate.step_seconds.middle / _SECONDS_PER_HOUR * gpus
    hours = spread("gpu_hours", middle_hours(question, in_steps, tokens, useful=useful_share(question, rates)))
    return RunLength(steps, scaled(hours, 1 / gpus / 24), hours)


def useful_share(question: Question, rates: FailureRates | None) -> float:
    """Return the share of wall time that advances a run by the user's own failure rates, 1 where there are none."""
    saved = saved_parameters(question.model, question.scenario)
    return 1.0 if rates is None else goodput(question.layout.gpus, saved, rates).middle


def middle_hours(
    question: Question,
    in_steps: float,
    tokens: float,
    layout_told: bool = True,
    practice: Practice | None = None,
    useful: float = 1.0,
) -> float:
    """Return the GPU hours of a whole run for those that its steps take.

    Billed hours are more than steps times step time: restarts, evaluation, slow servers, batches that grow. They are
    taken as a geometric mean of two figures that err in different ways: in-step hours times what published runs billed
    above theirs, and the hours at the MFU that published whole runs have in the middle. The first weighs half where
    the layout is told, less where it had to be supposed. Usual failures are in both; where only a share `useful` of the
    wall time advances the run, it takes no less than that leaves.
    """
    seen = practice or published_practice()
    scaled_up, least = in_steps * seen.billed_over_steps, in_steps / useful
    usual = _usual_hours(question, tokens, seen)
    if not usual:
        return max(scaled_up, least)
    weight = _TOLD if layout_told else _SUPPOSED
    billed: float = scaled_up**weight * max(usual, in_steps) ** (1 - weight)
    return max(billed, least)


def _usual_hours(question: Question, tokens: float, seen: Practice) -> float:
    """Return the GPU hours at the MFU of published whole runs, 0 for models of which none was published."""
    if not isinstance(question.model, ModelShape):
        return 0.0
    flops = model_flops_per_token(question.model, question.scenario.seq_len, question.scenario.purpose) * tokens
    return flops / (peak_flops(question.gpu, "bf16") * seen.whole_run_mfu) / _SECONDS_PER_HOUR
