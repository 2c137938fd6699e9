"""How times of arms that were measured in turn become one ratio with its uncertainty. Pure."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, TypeAlias

Arm: TypeAlias = Literal["bare", "bare again", "watched"]
ARMS: tuple[Arm, ...] = ("bare", "bare again", "watched")


@dataclass(frozen=True)
class StepCost:
    """What one process measured; times in seconds of a step, shares of a bare step.

    `background_seconds` is processor time of other threads for each watched step: it runs beside training where a core
    is free, and is on top of `watched_seconds` where none is. `own_share` is what the report of the run itself says.
    `opening_seconds` is the extra time of all steps before the measurement, when the watcher looks most often.
    `stored_bytes` is the size of the whole run on disk.
    """

    case: str
    seed: int
    watched_steps: int
    bare_seconds: float
    bare_again_seconds: float
    watched_seconds: float
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


def extra_share(cost: StepCost) -> float:
    """Return the extra time of a watched step as a share of a bare one; both bare arms count."""
    return cost.watched_seconds / _bare(cost) - 1


def noise_share(cost: StepCost) -> float:
    """Return how far the two bare arms lie apart: what this measurement cannot see."""
    return cost.bare_again_seconds / cost.bare_seconds - 1


def extra_seconds(cost: StepCost) -> float:
    """Return the extra time of a watched step."""
    return cost.watched_seconds - _bare(cost)


def background_share(cost: StepCost) -> float:
    """Return the other threads' processor time as a share of a bare step."""
    return cost.background_seconds / _bare(cost)


def _bare(cost: StepCost) -> float:
    return (cost.bare_seconds + cost.bare_again_seconds) / 2
