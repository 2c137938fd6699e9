"""An optimisation method as a pair of runs, one with it and one without, and how far the two lie apart."""

from dataclasses import dataclass, replace

from trainward.plan.account import device_range
from trainward.plan.capacity import capacity_gib
from trainward.plan.constants import fitted
from trainward.plan.estimate import estimate
from trainward.plan.memory import GIB, allocated_bytes, crowding_bytes, memory_use
from trainward.plan.question_check import question_troubles
from trainward.plan.step_time import step_time, total_seconds
from trainward.plan.traits import Traits
from trainward.records.estimate import Interval, Question
from trainward.records.layout import Layout, Stack
from trainward.records.model_shape import ModelShape


@dataclass(frozen=True, slots=True)
class Variant:
    """A run with the traits of its software; `extra_seconds` a step takes what the estimator does not count."""

    question: Question
    traits: Traits
    extra_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Contrast:
    """A run with a method and one without; `used` says that the first is the present one, `says` what it does."""

    on: Variant
    off: Variant
    used: bool
    says: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a method does: the ratio of the time for one token (above 1 it is faster), GiB more, and which run fits."""

    speedup: float
    memory_gib: float
    on_fits: bool
    off_fits: bool


def contrast(now: Variant, changed: Variant, used: bool, says: str) -> Contrast:
    """Return the pair of the present run and a changed one; `used` says that the present run has the method."""
    return Contrast(now, changed, used, says) if used else Contrast(changed, now, used, says)


def with_layout(now: Variant, layout: Layout) -> Variant:
    """Return a run laid out otherwise."""
    return replace(now, question=replace(now.question, layout=layout))


def with_stack(now: Variant, stack: Stack) -> Variant:
    """Return a run on other software, whose traits are not looked up again."""
    return replace(now, question=replace(now.question, stack=stack))


def effect(pair: Contrast) -> Effect | None:
    """Return what a method does, None where one of its runs contradicts itself."""
    if any(True for one in (pair.on, pair.off) for _ in question_troubles(one.question)):
        return None
    on, off = _device_gib(pair.on), _device_gib(pair.off)
    capacity = capacity_gib(pair.on.question.gpu)
    return Effect(
        speedup=_seconds_a_token(pair.off) / _seconds_a_token(pair.on),
        memory_gib=on.middle - off.middle,
        on_fits=on.high <= capacity,
        off_fits=off.high <= capacity,
    )


def _seconds_a_token(one: Variant) -> float:
    question = one.question
    if isinstance(question.model, ModelShape):
        seconds = total_seconds(step_time(question, question.model, one.traits, fitted()))
    else:
        seconds = estimate(question).step_seconds.middle
    return (seconds + one.extra_seconds) / question.scenario.global_batch


def _device_gib(one: Variant) -> Interval:
    question = one.question
    if not isinstance(question.model, ModelShape):
        return estimate(question).device_gib
    case = (question, question.model, one.traits)
    held = allocated_bytes(memory_use(*case))
    return device_range(held / GIB, one.traits, crowding_bytes(*case, held) / GIB)
