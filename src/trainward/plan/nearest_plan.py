"""Where no plan keeps the limits: by which limit they fail, and the smallest change that works."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil
from typing import Final

from trainward.plan.fastest import Case, case, least_memory
from trainward.plan.offered import default_gpus, why_left_out
from trainward.plan.race import Cell, Choice, Goal, Miss, Why, counts_money, race
from trainward.plan.wording import days_phrase, usd_phrase

_MOST: Final = 65_536  # GPUs; chosen, four times the largest published run
_TOLD: Final = 3
_WORDS: Final[dict[Why, str]] = {
    "memory": "weights and optimizer alone do not fit",
    "deadline": "take longer than the deadline even at full speed",
    "budget": "cost more than the budget even at full speed",
    "layout": "no layout of them fits, divides the batch and keeps the limits",
}


def miss_sentences(misses: Sequence[Miss]) -> tuple[str, ...]:
    """Return for each limit how many GPUs of which types it leaves out."""
    counts: dict[tuple[Why, str], list[int]] = {}
    for miss in misses:
        counts.setdefault((miss.why, miss.cell.open_case.gpu.name), []).append(miss.cell.gpus)
    names: dict[tuple[Why, int, int], list[str]] = {}
    for (why, name), found in counts.items():
        names.setdefault((why, min(found), max(found)), []).append(name)
    return tuple(
        f"{_counts(low, high)} {', '.join(sorted(alike))}: {_WORDS[why]}"
        for (why, low, high), alike in sorted(names.items())
    )


def miss_counts(misses: Sequence[Miss]) -> str:
    """Return how many pairs of GPU type and number each limit leaves out, by GPU where there are few of them."""
    told = miss_sentences(misses)
    if len(told) <= _TOLD:
        return "; ".join(told)
    counts = Counter(miss.why for miss in misses)
    return "; ".join(f"{number} of {len(misses)}: {_WORDS[why]}" for why, number in counts.most_common())


def nearest_plan(cases: Sequence[Case], counts: Sequence[int], goal: Goal) -> str:
    """Return the smallest changes that make a plan possible, nearest first, as the end of a sentence."""
    ways = sorted(_ways(cases, counts, goal))[:_TOLD]
    if ways:
        return "; or ".join(says for _, says in ways)
    free = replace(goal, objective="count", deadline_days=None, budget_usd=None)
    best = race(_cells([*cases, *_further(cases, goal)], _all_counts()), free).best
    if best is not None:
        days, usd = days_phrase(best.length.wall_days.middle), usd_phrase(best.rental.middle)
        return f"no change of one limit is enough; {_on(best)} do it in {days} for {usd}"
    return f"no layout on up to {_MOST:,} GPUs fits; take a shorter sequence, a larger global batch or a smaller model"


def closest_fit(cases: Sequence[Case], counts: Sequence[int]) -> str:
    """Return the least memory that any layout on the most GPUs needs, against what there is."""
    gpus, needs = max(counts), []
    for one in cases:
        needed = least_memory(one, gpus)
        if needed is not None:
            told = (
                f"the fullest of {gpus:,} {one.gpu.name} needs up to {needed.high:,.4g} GiB of {one.capacity_gib:.3g}"
            )
            needs.append((needed.high / one.capacity_gib, told))
    return min(needs)[1] if needs else f"no layout of {gpus:,} GPUs divides the global batch"


def _ways(cases: Sequence[Case], counts: Sequence[int], goal: Goal) -> Iterator[tuple[float, str]]:
    """Yield changes of one limit that are enough, with how large each is."""
    cells = _cells(cases, counts)
    if goal.deadline_days is not None:
        best = race(cells, replace(goal, objective="time", deadline_days=None)).best
        if best is not None:
            days = ceil(best.length.wall_days.middle * 10) / 10
            yield days / goal.deadline_days, f"a deadline of {days:,g} days, with {_on(best)}"
    if goal.budget_usd is not None:
        best = race(cells, replace(goal, objective="cost", budget_usd=None)).best
        if best is not None:
            usd = best.rental.middle
            yield usd / goal.budget_usd, f"a budget of {usd_phrase(usd)}, with {_on(best)}"
    yield from _other_counts(cases, counts, goal)
    yield from _other_batch(cases, max(counts), goal)
    best = race(_cells(_further(cases, goal), counts), goal).best
    if best is not None:
        yield float(_MOST), f"{_on(best)}, {days_phrase(best.length.wall_days.middle)}"


def _other_counts(cases: Sequence[Case], counts: Sequence[int], goal: Goal) -> Iterator[tuple[float, str]]:
    """Yield the next larger and the next smaller number of GPUs that is enough."""
    larger = [one for one in _all_counts() if one > max(counts)]
    smaller = [one for one in reversed(_all_counts()) if one < min(counts)]
    above = race(_cells(cases, larger), replace(goal, objective="count")).best
    below = next((best for one in smaller if (best := race(_cells(cases, [one]), goal).best) is not None), None)
    for best, asked in ((above, max(counts)), (below, min(counts))):
        if best is not None:
            share = best.cell.gpus / asked
            yield max(share, 1 / share), f"{_on(best)}, {days_phrase(best.length.wall_days.middle)}"


def _other_batch(cases: Sequence[Case], gpus: int, goal: Goal) -> Iterator[tuple[float, str]]:
    """Yield the nearest global batch of which each GPU can have as much."""
    before = cases[0].scenario.global_batch
    batch = gpus * max(1, round(before / gpus))
    scenario = replace(cases[0].scenario, global_batch=batch)
    changed = [case(one.model, scenario, one.gpu, one.stack, one.rates) for one in cases]
    best = race(_cells(changed, [gpus]), goal).best if batch != before else None
    if best is not None:
        share = batch / before
        yield max(share, 1 / share), f"a global batch of {batch:,}, with {_on(best)}"


def _further(cases: Sequence[Case], goal: Goal) -> list[Case]:
    """Return the run on the usual GPUs that were not asked for."""
    one, asked = cases[0], {other.gpu.name for other in cases}
    return [
        case(one.model, one.scenario, gpu, one.stack, one.rates)
        for gpu in default_gpus()
        if gpu.name not in asked and not why_left_out(gpu, one.stack.precision, counts_money(goal))
    ]


def _cells(cases: Sequence[Case], counts: Sequence[int]) -> list[Cell]:
    return [Cell(one, count) for one in cases for count in counts]


def _all_counts() -> list[int]:
    return [2**power for power in range(_MOST.bit_length())]


def _on(best: Choice) -> str:
    return f"{best.cell.gpus:,} {best.cell.open_case.gpu.name}"


def _counts(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
