"""The answer to one row of published runs: predicted columns, or why there are none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Final

from trainward.errors import PlanError
from trainward.plan.account import device_range
from trainward.plan.capacity import capacity_gib
from trainward.plan.completion import Completed, complete
from trainward.plan.constants import Constants, fitted
from trainward.plan.estimate import step_kind
from trainward.plan.memory import GIB, allocated_bytes, certain_bytes, crowding_bytes, memory_use
from trainward.plan.published_row import RowFacts, row_facts
from trainward.plan.row_fields import Row
from trainward.plan.run_length import middle_hours
from trainward.plan.spread import inverse, spread
from trainward.plan.step_time import step_time, total_seconds
from trainward.plan.validated import extrapolations
from trainward.records.estimate import Interval

_SECONDS_PER_HOUR: Final = 3600.0


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """The columns that are added to a row, as text; empty where there is no answer.

    `reason` says why there is none, or what was supposed, which cells were not understood or contradict others, and in
    what the row is unlike the runs of the fit.
    """

    pred_iter_time_s: str = ""
    pred_iter_low: str = ""
    pred_iter_high: str = ""
    pred_tokens_per_s_per_gpu: str = ""
    pred_gpu_hours: str = ""
    pred_gpu_hours_low: str = ""
    pred_gpu_hours_high: str = ""
    pred_mem_allocated_gib: str = ""
    pred_mem_device_gib: str = ""
    fits: str = ""
    in_validated_range: str = ""
    reason: str = ""


COLUMNS: Final = tuple(one.name for one in fields(RowAnswer))
"""The columns that are added, in their order."""


def answer_row(row: Row, constants: Constants | None = None) -> RowAnswer:
    """Return the predicted columns of a row; no measured column is read, and nothing is raised."""
    used = constants or fitted()
    try:
        facts = row_facts(row)
        return _answer(facts, complete(facts, used), used)
    except PlanError as trouble:
        return RowAnswer(reason=str(trouble))


def _answer(facts: RowFacts, completed: Completed, constants: Constants) -> RowAnswer:
    question, shape, traits = completed.question, facts.shape, completed.traits
    outside = extrapolations(question)
    seconds = spread(step_kind(shape, outside), total_seconds(step_time(question, shape, traits, constants)))
    tokens_a_step = question.scenario.global_batch * question.scenario.seq_len
    speed = inverse(seconds, tokens_a_step / question.layout.gpus)
    use = memory_use(completed.held, shape, traits)
    allocated = allocated_bytes(use)
    crowding = crowding_bytes(completed.held, shape, traits, allocated)
    device = device_range(allocated / GIB, traits, crowding / GIB, certain_bytes(use) / GIB)
    hours = _hours(completed, seconds.middle)
    return RowAnswer(
        pred_iter_time_s=_text(seconds.middle) if completed.stepwise else "",
        pred_iter_low=_text(seconds.low) if completed.stepwise else "",
        pred_iter_high=_text(seconds.high) if completed.stepwise else "",
        pred_tokens_per_s_per_gpu=_text(speed.middle),
        pred_gpu_hours=_text(hours.middle) if hours else "",
        pred_gpu_hours_low=_text(hours.low) if hours else "",
        pred_gpu_hours_high=_text(hours.high) if hours else "",
        pred_mem_allocated_gib=_text(allocated / GIB),
        pred_mem_device_gib=_text(device.middle),
        fits=_fits(device, capacity_gib(question.gpu), completed.held == question),
        in_validated_range="no" if outside else "yes",
        reason="; ".join(_notes(facts, completed, outside)),
    )


def _notes(facts: RowFacts, completed: Completed, outside: Sequence[str]) -> Iterator[str]:
    """Yield what was supposed, what of the row was interpreted, and in what it is unlike the runs of the fit."""
    if completed.supposed:
        yield f"supposed: {'; '.join(completed.supposed)}"
    needed = {"n_gpus": facts.gpus, "seq_len": facts.seq_len, "global_batch": facts.global_batch}
    missing = [name for name, told in needed.items() if not told]
    if missing:
        yield f"pred_iter_time_s is empty, as a step needs n_gpus, seq_len and global_batch: no {', '.join(missing)}"
    yield from facts.remarks
    for one in outside:
        yield f"outside the validated range: {one}"
    if facts.gpu.disputed:
        yield f"the figures of {facts.gpu.name} are disputed"


def _hours(completed: Completed, seconds: float) -> Interval | None:
    """Return the GPU hours of the whole run, None where its tokens are not told."""
    question = completed.question
    tokens = question.scenario.tokens
    if tokens is None:
        return None
    steps = tokens / (question.scenario.global_batch * question.scenario.seq_len)
    in_steps = steps * seconds / _SECONDS_PER_HOUR * question.layout.gpus
    return spread("gpu_hours", middle_hours(question, in_steps, tokens, completed.layout_told))


def _fits(device: Interval, capacity: float, as_timed: bool) -> str:
    """Return yes where the whole range fits and is that of the run that is timed, no where none does, else perhaps."""
    if device.high <= capacity and as_timed:
        return "yes"
    return "perhaps" if device.low <= capacity else "no"


def _text(value: float) -> str:
    return f"{value:.6g}"
