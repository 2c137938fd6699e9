"""Other ways to do a run, each for what it teaches: another layout, another GPU, half and twice as many GPUs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isnan
from typing import Final

from trainward.plan.fastest import Case, fastest, sizes
from trainward.plan.race import Cell, Choice, Goal, choice
from trainward.plan.wording import change_phrase, layout_phrase, usd_phrase
from trainward.records.layout import Layout
from trainward.records.plan import Alternative

_MOST: Final = 5
_WORTH_A_RISK: Final = 0.98  # of the step time: what may run out of memory is told of only if it is this fast; chosen


def alternatives(best: Choice, cases: Sequence[Case], goal: Goal) -> tuple[Alternative, ...]:
    """Return up to five other ways, compared with the best one; each says which limit it breaks.

    Args:
        best: what they are compared with.
        cases: the run on each GPU type that was looked at.
        goal: orders the GPU types.
    """
    others = sorted(_other_gpus(best, cases, goal), key=lambda one: _rank(one, goal))
    first = [_next_layout(best, goal), *others[:1], _at(best, best.cell.gpus // 2, goal)]
    last = [_at(best, best.cell.gpus * 2, goal), _risky(best, goal), *others[1:]]
    found = [one for one in (*first, *last) if one is not None]
    return tuple(_told(one, best, goal) for one in found[:_MOST])


def _next_layout(best: Choice, goal: Goal) -> Choice | None:
    used = frozenset({sizes(best.estimate.question.layout)})
    return _chosen(best.cell, fastest(best.cell.open_case, best.cell.gpus, without=used).layout, goal)


def _risky(best: Choice, goal: Goal) -> Choice | None:
    """Return a faster layout that fits only if its memory is no more than the middle figure."""
    daring = replace(best.cell, open_case=replace(best.cell.open_case, sure=False))
    found = fastest(daring.open_case, daring.gpus)
    one = _chosen(daring, found.layout, goal)
    if one is None or one.estimate.fits:
        return None
    return one if one.estimate.step_seconds.middle < _WORTH_A_RISK * best.estimate.step_seconds.middle else None


def _at(best: Choice, gpus: int, goal: Goal) -> Choice | None:
    if gpus < 1:
        return None
    cell = replace(best.cell, gpus=gpus)
    return _chosen(cell, fastest(cell.open_case, gpus).layout, goal)


def _other_gpus(best: Choice, cases: Sequence[Case], goal: Goal) -> Iterator[Choice]:
    for case in cases:
        if case.gpu.name == best.cell.open_case.gpu.name:
            continue
        for gpus in (best.cell.gpus, best.cell.gpus * 2):
            one = _chosen(Cell(case, gpus), fastest(case, gpus).layout, goal)
            if one is not None:
                yield one
                break


def _chosen(cell: Cell, layout: Layout | None, goal: Goal) -> Choice | None:
    return choice(cell, layout, goal.tokens) if layout is not None else None


def _rank(one: Choice, goal: Goal) -> tuple[float, float]:
    days, usd = one.length.wall_days.middle, one.rental.middle
    if goal.objective == "cost" and not isnan(usd):
        return usd, days
    return (one.cell.gpus, days) if goal.objective == "count" else (days, one.cell.gpus)


def _told(one: Choice, best: Choice, goal: Goal) -> Alternative:
    case, layout = one.cell.open_case, one.estimate.question.layout
    same = case.gpu.name == best.cell.open_case.gpu.name and one.cell.gpus == best.cell.gpus
    what = layout_phrase(layout) if same else f"{one.cell.gpus:,} {case.gpu.name}, {layout_phrase(layout)}"
    days = one.length.wall_days.middle / best.length.wall_days.middle
    told = [
        change_phrase(days, "long", "short") or "as long",
        _price_phrase(one.rental.middle, best.rental.middle),
        *_broken(one, goal),
    ]
    says = f"{what}: {', '.join(text for text in told if text)}"
    return Alternative(one.estimate, one.length.wall_days, one.rental, says)


def _price_phrase(usd: float, first: float) -> str:
    """Return how a rental compares with the first one; own GPUs cost nothing."""
    if isnan(usd) or isnan(first) or usd == first:
        return ""
    if first == 0:
        return f"{usd_phrase(usd)} to rent, and the first costs nothing"
    return change_phrase(usd / first, "dear", "cheap") if usd else "without rent"


def _broken(one: Choice, goal: Goal) -> Iterator[str]:
    if goal.deadline_days is not None and one.length.wall_days.middle > goal.deadline_days:
        yield "later than the deadline"
    if goal.budget_usd is not None and one.rental.middle > goal.budget_usd:
        yield "above the budget"
    if not one.estimate.fits:
        yield f"may run out of memory: up to {one.estimate.device_gib.high:.3g} GiB of {one.estimate.capacity_gib:.3g}"
