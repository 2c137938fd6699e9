"""Wall days of a whole run by the seconds of its step, and back, while its layout is still open."""

from typing import Final

from trainward.plan.estimate import step_kind
from trainward.plan.fastest import Case
from trainward.plan.run_length import middle_hours, useful_share
from trainward.plan.spread import spread
from trainward.plan.validated import extrapolations
from trainward.records.estimate import Question
from trainward.records.layout import Layout
from trainward.records.model_shape import ModelShape

_HALVINGS: Final = 60
_HOUR: Final = 3600.0
_DAY_HOURS: Final = 24.0


def days_of(open_case: Case, gpus: int, tokens: float, seconds: float) -> float:
    """Return the middle figure of the wall days of a run whose step takes so many seconds.

    Args:
        open_case: the run.
        gpus: how many work for it.
        tokens: of the whole run.
        seconds: as `fastest` compares layouts by.
    """
    question = Question(open_case.model, open_case.scenario, open_case.gpu, Layout(gpus, data=gpus), open_case.stack)
    scenario = open_case.scenario
    steps = tokens / (scenario.global_batch * scenario.seq_len)
    in_steps = steps * seconds * _centre(question) / _HOUR * gpus
    useful = useful_share(question, open_case.rates)
    return spread("gpu_hours", middle_hours(question, in_steps, tokens, useful=useful)).middle / gpus / _DAY_HOURS


def seconds_within(open_case: Case, gpus: int, tokens: float, days: float) -> float:
    """Return the longest step with which a run keeps so many wall days; days grow with the step."""
    high = 1.0
    while days_of(open_case, gpus, tokens, high) < days:
        high *= 2
    low = 0.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if days_of(open_case, gpus, tokens, middle) <= days else (low, middle)
    return low


def _centre(question: Question) -> float:
    """Return the middle of an estimate's range over the computed step; that of a counted model is in its seconds."""
    if not isinstance(question.model, ModelShape):
        return 1.0
    return spread(step_kind(question.model, extrapolations(question)), 1.0).middle
