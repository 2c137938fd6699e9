"""Why a layout is as it is: what each of its numbers would cost if it were another."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from trainward.plan.candidates import layouts
from trainward.plan.estimate import estimate
from trainward.plan.wording import change_phrase
from trainward.records.estimate import Estimate
from trainward.records.layout import Layout

_ORDER: Final = ("none", "selective", "full")
_FREE: Final[dict[str, tuple[str, ...]]] = {
    "tensor": ("data", "expert", "virtual_stages"),
    "pipeline": ("data", "expert", "virtual_stages", "zero"),
    "context": ("data", "virtual_stages"),
    "expert": (),
    "virtual_stages": (),
    "zero": (),
    "micro_batch": (),
    "recompute": (),
}
"""The numbers of a layout, each with those that follow when it changes."""
_NAMED: Final = 0.3  # a part is named as the cause where it makes up this share of what a step takes longer; chosen


def layout_reasons(answer: Estimate) -> tuple[str, ...]:
    """Return a sentence for each number of a layout: how step and memory would be with the next lower and higher."""
    question = answer.question
    gpus = question.layout.gpus
    every = list(layouts(question.model, question.scenario, question.gpu, gpus, question.stack))
    return tuple(_reasons(answer, every))


def _reasons(answer: Estimate, every: Sequence[Layout]) -> Iterator[str]:
    for name in _FREE:
        told = [_compared(answer, name, group) for group in _neighbours(answer.question.layout, name, every)]
        if any(told):
            yield f"{_number(name, answer.question.layout)}: with {'; with '.join(one for one in told if one)}"


def _neighbours(layout: Layout, name: str, every: Sequence[Layout]) -> Iterator[list[Layout]]:
    """Yield the layouts of the next lower and of the next higher value of a number, all others as they are."""
    fixed = [one for one in Layout.__slots__ if one not in (name, *_FREE[name])]
    groups: dict[float, list[Layout]] = {}
    for one in every:
        if all(getattr(one, field) == getattr(layout, field) for field in fixed):
            groups.setdefault(_place(name, one), []).append(one)
    own = _place(name, layout)
    lower, higher = [one for one in groups if one < own], [one for one in groups if one > own]
    for place in (*([max(lower)] if lower else []), *([min(higher)] if higher else [])):
        yield groups[place]


def _place(name: str, layout: Layout) -> int:
    return _ORDER.index(layout.recompute) if name == "recompute" else int(getattr(layout, name))


def _compared(answer: Estimate, name: str, group: Sequence[Layout]) -> str:
    """Return how the best of some layouts compares, empty where no estimate could tell it apart."""
    answers = (estimate(replace(answer.question, layout=one)) for one in group)
    other = min(answers, key=_rank)
    value = _value(name, other.question.layout)
    if not other.fits:
        return f"{value} it does not surely fit, up to {other.device_gib.high:,.4g} GiB of {other.capacity_gib:.3g}"
    change = change_phrase(other.step_seconds.middle / answer.step_seconds.middle, "long", "short")
    if change:
        return f"{value} a step takes {change}{_cause(answer, other)}"
    more = other.device_gib.middle - answer.device_gib.middle
    return f"{value} a step takes as long and {more:.3g} GiB more" if more >= 1 else ""


def _rank(other: Estimate) -> tuple[bool, float]:
    return (False, other.step_seconds.middle) if other.fits else (True, other.device_gib.high)


def _cause(answer: Estimate, other: Estimate) -> str:
    """Return the part that makes most of a longer step, where one stands out."""
    before = {part.name: part.seconds for part in answer.step_parts}
    grown = {part.name: part.seconds - before.get(part.name, 0.0) for part in other.step_parts}
    longer = sum(part.seconds for part in other.step_parts) - sum(before.values())
    name = max(grown, key=lambda one: grown[one])
    return f", most of it {name}" if longer > 0 and grown[name] > _NAMED * longer else ""


def _number(name: str, layout: Layout) -> str:
    return {
        "virtual_stages": f"virtual stages {layout.virtual_stages}",
        "zero": f"ZeRO stage {layout.zero}",
        "micro_batch": f"micro-batch {layout.micro_batch}",
        "recompute": f"recomputation {layout.recompute}",
    }.get(name) or f"{name} {getattr(layout, name)}"


def _value(name: str, layout: Layout) -> str:
    return layout.recompute if name == "recompute" else str(getattr(layout, name))
