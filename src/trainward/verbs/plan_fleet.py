"""A file of servers to what each pool of them can do, with the room around it and its price."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from trainward.plan.failures import own_rates
from trainward.plan.fleet import Pool, fleet_tasks
from trainward.plan.money import exactly, money
from trainward.plan.parts import Parts, assumed_power
from trainward.plan.room import room
from trainward.records.layout import Stack
from trainward.records.plan import FleetPlan, Money
from trainward.sources.fleet_file import read_fleet
from trainward.verbs.plan_request import asked_parts
from trainward.verbs.plan_software import USUAL_SOFTWARE, unknown_software
from trainward.verbs.plan_words import Words, refuse_options

_YEAR_HOURS: Final = 8766.0
_RENTED: Final = ("Cloud hour of ", "The rental total ")  # beginnings of what `money` tells of renting
_NO_USE: Final = tuple(name for name in Words.__slots__ if name != "prices")


def plan_fleet(
    path: str, words: Words, progress: Callable[[int, int], None] = lambda done, of: None
) -> tuple[FleetPlan, ...]:
    """Return what each pool of servers in a file can do, in the order of the file.

    The energy of `money` is that of a year; nothing is rented. `progress` is told after each pool how many are done.

    Raises:
        PlanError: the file or a value in it is wrong, or an option is given that says nothing of servers.
    """
    refuse_options(
        words, _NO_USE, "a file of servers has its own; leave it out, or leave out --fleet to plan one model"
    )
    parts = asked_parts(words)
    pools = read_fleet(Path(path), parts)
    plans = []
    for number, pool in enumerate(pools, 1):
        plans.append(_planned(pool, parts, _place(path, number, len(pools))))
        progress(number, len(pools))
    return tuple(plans)


def _place(path: str, number: int, pools: int) -> tuple[str, ...]:
    if pools == 1:
        return ()
    return (f"pool {number} of {pools} in {Path(path).name}: each pool is planned apart, with a network of its own",)


def _planned(pool: Pool, parts: Parts, place: tuple[str, ...]) -> FleetPlan:
    stack = replace(pool.stack, framework=pool.stack.framework or USUAL_SOFTWARE)
    work = fleet_tasks(pool.gpu, pool.gpus, stack, own_rates(parts))
    around = room(pool.gpu, pool.gpus, parts=parts)
    year = exactly(_YEAR_HOURS)
    bills = _owned(money(around, pool.gpu, exactly(pool.gpus * _YEAR_HOURS), year, parts))
    return FleetPlan(
        gpu=pool.gpu.name,
        gpus=pool.gpus,
        peak_pflops=work.peak_pflops,
        effective_pflops=work.effective_pflops,
        largest_model=work.largest_model,
        tasks=work.tasks,
        room=around,
        money=bills,
        assumptions=(
            *(*place, *work.assumptions, *_assumptions(stack, parts)),
            *(*unknown_software(stack, pool.gpu), *assumed_power(pool.gpu)),
        ),
        dates=bills.dates,
    )


def _owned(bills: Money) -> Money:
    """Return the bills of who has the servers: what they are worth new, and no rental."""
    dates = tuple(text for text in bills.dates if not text.startswith(_RENTED))
    return replace(bills, rental=(), rental_total=exactly(0.0), dates=dates)


def _assumptions(stack: Stack, parts: Parts) -> Iterator[str]:
    yield f"matrix products in {stack.precision}, software {stack.framework}"
    yield "the servers are there: the bill is what they would cost new, and nothing is rented"
    if own_rates(parts) is not None:
        yield "days are by your own failure rates where these cost more than the usual failures of published runs"
    yield f"the energy is that of a year of {_YEAR_HOURS:,.0f} hours in which they train all the time"
