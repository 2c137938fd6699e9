"""Finds the fastest layout that fits, without looking at those that cannot be it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Final, TypeAlias

from trainward.plan.account import device_range
from trainward.plan.candidates import largest_micro_batch, micro_batches_of, recomputations, splits
from trainward.plan.capacity import capacity_gib
from trainward.plan.constants import Constants, fitted
from trainward.plan.estimate import estimate
from trainward.plan.memory import GIB, allocated_bytes, crowding_bytes, memory_use
from trainward.plan.parameters import count_parameters
from trainward.plan.site import FailureRates
from trainward.plan.step_time import step_time, total_seconds
from trainward.plan.traits import Traits, traits_of
from trainward.records.estimate import Interval, Question
from trainward.records.hardware import Gpu
from trainward.records.layout import Layout, Scenario, Stack
from trainward.records.model_shape import Model, ModelShape

Sizes: TypeAlias = tuple[int, int, int, int]
"""Tensor, pipeline, context and expert of a layout."""

_STATE_BYTES: Final = 12.0  # Adam: fp32 weight and two moments of a parameter
_WEIGHT_BYTES: Final = 2.0


@dataclass(frozen=True, slots=True)
class Case:
    """A run whose layout is open, with what need not be looked up for each layout.

    `work_seconds` is the least that all kernels of a step take on one GPU. A layout fits where the upper end of its
    memory does; where `sure` is False, the middle is enough. `rates` are the user's own failure rates, None where they
    are usual.
    """

    model: Model
    scenario: Scenario
    gpu: Gpu
    stack: Stack
    traits: Traits
    constants: Constants
    capacity_gib: float
    work_seconds: float
    sure: bool = True
    rates: FailureRates | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The fastest layout, None where none fits, its seconds a step, and how many layouts were looked at."""

    layout: Layout | None
    seconds: float
    considered: int


def case(model: Model, scenario: Scenario, gpu: Gpu, stack: Stack, rates: FailureRates | None = None) -> Case:
    """Return a run whose layout is open."""
    traits, constants = traits_of(stack, gpu), fitted()
    work = 0.0
    if isinstance(model, ModelShape):
        alone = Layout(
            1, micro_batch=largest_micro_batch(scenario), zero=0, expert=model.experts.count if model.experts else 1
        )
        step = step_time(Question(model, scenario, gpu, alone, stack), model, traits, constants)
        work = step.products + step.attention + step.elementwise
    return Case(model, scenario, gpu, stack, traits, constants, capacity_gib(gpu), work, rates=rates)


def least_seconds(open_case: Case, gpus: int) -> float:
    """Return a time that no layout of so many GPUs falls below: the kernels' own, spread evenly, and nothing else."""
    return open_case.work_seconds / gpus


def could_hold(open_case: Case, gpus: int) -> bool:
    """Tell whether weights, gradients and optimizer fit on so many GPUs with nothing held twice."""
    shape = open_case.model
    if not isinstance(shape, ModelShape):
        return True
    count = count_parameters(shape)
    params = count.attention + count.dense_ffn + count.routed_experts + count.shared_experts + count.output
    each = _WEIGHT_BYTES
    if open_case.scenario.purpose != "lora":
        each += open_case.traits.main_grad_bytes + (0.0 if open_case.stack.offload else _STATE_BYTES)
    return _within(open_case, device_range(params * each / gpus / GIB, open_case.traits))


def device_gib(open_case: Case, layout: Layout) -> Interval:
    """Return the memory that a layout needs on the fullest GPU."""
    question = _question(open_case, layout)
    if not isinstance(open_case.model, ModelShape):
        return estimate(question, open_case.constants).device_gib
    case = (question, open_case.model, open_case.traits)
    held = allocated_bytes(memory_use(*case))
    return device_range(held / GIB, open_case.traits, crowding_bytes(*case, held) / GIB)


def seconds(open_case: Case, layout: Layout) -> float:
    """Return the time of a step with a layout, as all layouts of a case are compared by."""
    question = _question(open_case, layout)
    if not isinstance(open_case.model, ModelShape):
        return estimate(question, open_case.constants).step_seconds.middle
    return total_seconds(step_time(question, open_case.model, open_case.traits, open_case.constants))


def least_memory(open_case: Case, gpus: int) -> Interval | None:
    """Return the memory of the layout of so many GPUs that needs least, None where the batch divides among none."""
    last = recomputations(open_case.model, open_case.traits)[-1]
    every = splits(open_case.model, open_case.scenario, open_case.gpu, gpus, open_case.traits)
    needs = (device_gib(open_case, replace(one, recompute=last)) for one in every)
    return min(needs, key=lambda one: one.high, default=None)


def sizes(layout: Layout) -> Sizes:
    """Return by what two layouts count as different ways to spread a run."""
    return layout.tensor, layout.pipeline, layout.context, layout.expert


def fastest(open_case: Case, gpus: int, bound: float = inf, without: frozenset[Sizes] = frozenset()) -> Found:
    """Return the fastest layout of so many GPUs that fits.

    Args:
        open_case: the run.
        gpus: how many there are.
        bound: seconds a step; a layout that takes longer is not wanted.
        without: sizes of layouts that are passed over.
    """
    best, layout, considered = bound, None, 0
    if not could_hold(open_case, gpus) or least_seconds(open_case, gpus) >= bound:
        return Found(None, bound, 0)
    every = splits(open_case.model, open_case.scenario, open_case.gpu, gpus, open_case.traits)
    open_splits = [one for one in every if sizes(one) not in without]
    for split in sorted(open_splits, key=lambda one: _least(open_case, one, 1)):
        for one in _fitting(open_case, split, best):
            considered += 1
            time = seconds(open_case, one)
            if time < best:
                best, layout = time, one
    return Found(layout, best, considered)


def _question(open_case: Case, layout: Layout) -> Question:
    return Question(open_case.model, open_case.scenario, open_case.gpu, layout, open_case.stack)


def _least(open_case: Case, split: Layout, micro_batch: int) -> float:
    """Return a time that no layout of this split with at least this micro-batch falls below: kernels and bubble."""
    count = max(1.0, open_case.scenario.global_batch / (split.data * micro_batch))
    bubble = (split.pipeline - 1) / (count * split.virtual_stages)
    return open_case.work_seconds / split.gpus * (1 + bubble)


def _fitting(open_case: Case, split: Layout, best: float) -> Iterator[Layout]:
    """Yield of a split the layouts that fit, for each micro-batch the one that recomputes least."""
    ways = recomputations(open_case.model, open_case.traits)
    if _least(open_case, split, 1) >= best or not _fits(open_case, replace(split, recompute=ways[-1])):
        return
    for size in micro_batches_of(split, open_case.scenario):
        if _least(open_case, split, size) >= best:
            return
        sized = (replace(split, micro_batch=size, recompute=way) for way in ways)
        fitting = next((one for one in sized if _fits(open_case, one)), None)
        if fitting is None:
            return
        yield fitting


def _fits(open_case: Case, layout: Layout) -> bool:
    """Tell whether a layout fits; what experts may crowd on one GPU is counted only where all else does."""
    if not isinstance(open_case.model, ModelShape):
        return _within(open_case, device_gib(open_case, layout))
    case = (_question(open_case, layout), open_case.model, open_case.traits)
    held = allocated_bytes(memory_use(*case))
    if not _within(open_case, device_range(held / GIB, open_case.traits)):
        return False
    crowding = crowding_bytes(*case, held)
    return not crowding or _within(open_case, device_range(held / GIB, open_case.traits, crowding / GIB))


def _within(open_case: Case, needed: Interval) -> bool:
    return (needed.high if open_case.sure else needed.middle) <= open_case.capacity_gib
