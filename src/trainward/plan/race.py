"""The best of many pairs of GPU type and number: each is looked at only if it could still win."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan
from typing import Literal, TypeAlias

from trainward.plan.estimate import estimate
from trainward.plan.fastest import Case, could_hold, fastest, least_seconds
from trainward.plan.money import UNKNOWN, product
from trainward.plan.run_days import days_of, seconds_within
from trainward.plan.run_length import RunLength, run_length
from trainward.plan.site import between
from trainward.records.estimate import Estimate, Interval, Question
from trainward.records.hardware import Gpu
from trainward.records.layout import Layout

Objective: TypeAlias = Literal["time", "cost", "count"]
Why: TypeAlias = Literal["memory", "deadline", "budget", "layout"]

_DAY_HOURS = 24.0


@dataclass(frozen=True, slots=True)
class Goal:
    """What is sought, for a run over so many tokens; limits hold for the middle figures."""

    objective: Objective
    tokens: float
    deadline_days: float | None = None
    budget_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A run on so many of its GPUs."""

    open_case: Case
    gpus: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What a cell can do at its best; `rental` is unknown where the GPU has no cloud price."""

    cell: Cell
    estimate: Estimate
    length: RunLength
    rental: Interval


@dataclass(frozen=True, slots=True)
class Miss:
    """A cell that fails, and by which limit."""

    cell: Cell
    why: Why


@dataclass(frozen=True, slots=True)
class Outcome:
    """The winner, None where no cell keeps the limits, how many layouts were looked at, and what failed."""

    best: Choice | None
    considered: int
    misses: tuple[Miss, ...]


def race(cells: Sequence[Cell], goal: Goal) -> Outcome:
    """Return the best cell that keeps the limits of a goal."""
    best, considered, misses = None, 0, []
    for cell in sorted(cells, key=lambda one: _least_value(one, goal)):
        if best is not None and _least_value(cell, goal) >= _value(best, goal):
            break
        why = _surely_misses(cell, goal)
        if why is not None:
            misses.append(Miss(cell, why))
            continue
        days = _bound_days(cell, goal, best)
        bound = seconds_within(cell.open_case, cell.gpus, goal.tokens, days) if days < inf else inf
        found = fastest(cell.open_case, cell.gpus, bound)
        considered += found.considered
        if found.layout is not None:
            best = choice(cell, found.layout, goal.tokens)
        elif best is None:
            misses.append(Miss(cell, "layout"))
    return Outcome(best, considered, tuple(misses))


def counts_money(goal: Goal) -> bool:
    """Tell whether a GPU without a price cannot be judged."""
    return goal.objective == "cost" or goal.budget_usd is not None


def choice(cell: Cell, layout: Layout, tokens: float) -> Choice:
    """Return what a cell does with a layout."""
    case = cell.open_case
    answer = estimate(Question(case.model, case.scenario, case.gpu, layout, case.stack), case.constants)
    length = run_length(answer, tokens, case.rates)
    return Choice(cell, answer, length, rental(case.gpu, length))


def rental(gpu: Gpu, length: RunLength) -> Interval:
    """Return what the GPU hours of a run cost to rent in US dollars, unknown where the GPU has no cloud price."""
    return product(length.gpu_hours, between(gpu.cloud_hour)) if gpu.cloud_hour else UNKNOWN


def least_days(cell: Cell, tokens: float) -> float:
    """Return wall days that no layout of a cell falls below."""
    return days_of(cell.open_case, cell.gpus, tokens, least_seconds(cell.open_case, cell.gpus))


def day_usd(cell: Cell) -> float:
    """Return the rent of a cell's GPUs for a day in US dollars, nan where it is not known."""
    price = cell.open_case.gpu.cloud_hour
    return cell.gpus * _DAY_HOURS * between(price).middle if price else nan


def _value(one: Choice, goal: Goal) -> tuple[float, float, float]:
    return _ranked(one.cell, one.length.wall_days.middle, goal)


def _least_value(cell: Cell, goal: Goal) -> tuple[float, float, float]:
    return _ranked(cell, least_days(cell, goal.tokens), goal)


def _ranked(cell: Cell, days: float, goal: Goal) -> tuple[float, float, float]:
    """Return what orders cells for an objective, the best first; of those that cost nothing the smallest."""
    if goal.objective == "time":
        return days, cell.gpus, 0
    usd = days * day_usd(cell)
    return (usd, 0 if usd else cell.gpus, days) if goal.objective == "cost" else (cell.gpus, days, 0)


def _surely_misses(cell: Cell, goal: Goal) -> Why | None:
    """Return a limit that no layout of a cell can keep."""
    if not could_hold(cell.open_case, cell.gpus):
        return "memory"
    days = least_days(cell, goal.tokens)
    if goal.deadline_days is not None and days > goal.deadline_days:
        return "deadline"
    if goal.budget_usd is not None and days * day_usd(cell) > goal.budget_usd:
        return "budget"
    return None


def _bound_days(cell: Cell, goal: Goal, best: Choice | None) -> float:
    """Return the wall days that a layout of a cell must stay below to keep the limits and to win."""
    days = goal.deadline_days if goal.deadline_days is not None else inf
    if goal.budget_usd is not None:
        days = min(days, _paid_days(cell, goal.budget_usd))
    if best is None:
        return days
    free = best.rental.middle == 0 == day_usd(cell)
    if goal.objective == "cost" and not free:
        return min(days, _paid_days(cell, best.rental.middle))
    if (goal.objective == "count" or free) and cell.gpus < best.cell.gpus:
        return days
    return min(days, best.length.wall_days.middle)


def _paid_days(cell: Cell, usd: float) -> float:
    """Return the days that a sum pays for; without end where the user's own GPUs cost nothing."""
    return usd / day_usd(cell) if day_usd(cell) > 0 else inf
