"""How times of arms that were measured in turn become one ratio with its uncertainty. Pure."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, TypeAlias

Arm: TypeAlias = Literal["bare", "bare again", "watched"]
ARMS: tuple[Arm, ...] = ("bare", "bare again", "watched")


@dataclass(frozen=True)
class ArmTime:
    """What the steps of one arm took, in seconds: by the clock, and of the training thread's processor time."""

    wall: float
    processor: float


@dataclass(frozen=True)
class StepCost:
    """What one process measured.

    `steps` is how many steps each arm had, after `opening_steps` that were watched without a break, when the watcher
    looks most often; `opening_seconds` is their extra time. `background_seconds` is processor time of other threads
    during all watched time: it runs beside training where a core is free, and delays it where none is. `own_share` is
    what the run reports of itself, over the time in which it watched. `stored_bytes` is the whole run on disk.
    """

    case: str
    seed: int
    steps: int
    bare: ArmTime
    bare_again: ArmTime
    watched: ArmTime
    background_seconds: float
    opening_steps: int
    opening_seconds: float
    own_share: float
    stored_readings: int
    stored_bytes: int


@dataclass(frozen=True)
class Summary:
    """The median over processes, and the smallest and largest of them."""

    middle: float
    low: float
    high: float


def arm_order(rounds: int, seed: int) -> Iterator[tuple[Arm, ...]]:
    """Yield the arms in a new order for each round, so that no arm always follows another."""
    shuffler = random.Random(seed)
    for _ in range(rounds):
        order = list(ARMS)
        shuffler.shuffle(order)
        yield tuple(order)


def summary(values: Sequence[float]) -> Summary:
    """Return median, smallest and largest.

    Raises:
        ValueError: there is no value.
    """
    if not values:
        raise ValueError("0 values have no median; measure at least one process")
    return Summary(median(values), min(values), max(values))


def bare_step(cost: StepCost) -> float:
    """Return the seconds of a bare step; both bare arms count."""
    return (cost.bare.wall + cost.bare_again.wall) / 2 / cost.steps


def extra_step(cost: StepCost) -> float:
    """Return the extra seconds of a watched step."""
    return cost.watched.wall / cost.steps - bare_step(cost)


def extra_share(cost: StepCost) -> float:
    """Return the extra time of a watched step as a share of a bare one."""
    return extra_step(cost) / bare_step(cost)


def processor_share(cost: StepCost) -> float:
    """Return the same of the training thread's processor time, which other programs disturb less."""
    return cost.watched.processor / ((cost.bare.processor + cost.bare_again.processor) / 2) - 1


def noise_share(cost: StepCost) -> float:
    """Return how far the two bare arms lie apart: what this measurement cannot see."""
    return cost.bare_again.wall / cost.bare.wall - 1


def background_share(cost: StepCost) -> float:
    """Return the other threads' processor time as a share of the time that was watched, bare."""
    return cost.background_seconds / _watched_bare(cost)


def whole_share(cost: StepCost) -> float:
    """Return what `own_share` should be, seen from outside: opening and other threads counted."""
    extra = cost.opening_seconds + extra_step(cost) * cost.steps + cost.background_seconds
    return extra / _watched_bare(cost)


def _watched_bare(cost: StepCost) -> float:
    return bare_step(cost) * (cost.steps + cost.opening_steps)
