"""The figures of a plan that matter most, each with its range, as cards and in short reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from trainward.records.estimate import Interval
from trainward.records.plan import CostLine, FleetPlan, Money, Plan, Room
from trainward.report.plan_numbers import (
    AMOUNT,
    DAYS,
    DOLLARS,
    GIB,
    KILOWATTS,
    MEGAWATT_HOURS,
    PETAFLOPS,
    SHARE,
    STEP,
    Units,
    counted,
    figure,
    given,
    known,
    spread,
)
from trainward.report.plan_wording import fit_of, priced, steps_phrase, unit_of, unpriced, worked_out

YEARLY: Final = "energy of a year"
"""What the energy of servers is called that train all the time."""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure as text; `spread` is its range, empty where it has none, and `note` what it is said of.

    `low` and `middle` are shares of the high end of the range, for a drawing.
    """

    name: str
    value: str
    spread: str
    note: str
    low: float = 0.0
    middle: float = 0.0


def key_figures(plan: Plan) -> tuple[KeyFigure, ...]:
    """Return time, money, memory, speed, power and energy, as far as they are known."""
    return tuple(_of_plan(plan))


def _of_plan(plan: Plan) -> Iterator[KeyFigure]:
    """Yield the figures; those of a whole run only where it can begin."""
    estimate = plan.estimate
    unit = unit_of(estimate.question.model)
    runs = estimate.fits or estimate.fits_perhaps
    fit = f"{fit_of(estimate)}: a GPU has {given(estimate.capacity_gib, GIB)}"
    if runs and worked_out(plan.wall_days):
        yield key_figure("wall time", plan.wall_days, DAYS, f"{steps_phrase(plan.steps)} steps")
    yield key_figure("time of a step", estimate.step_seconds, STEP, "one optimizer update over the global batch")
    yield key_figure("memory of the fullest GPU", estimate.device_gib, GIB, fit)
    yield from _money(plan, runs)
    yield key_figure(f"{unit}s a second on a GPU", estimate.tokens_per_second_per_gpu, AMOUNT, "while it steps")
    yield key_figure("MFU", estimate.mfu, SHARE, _hardware_use(estimate.mfu, estimate.hfu))
    if runs and worked_out(plan.gpu_hours):
        yield key_figure("GPU hours", plan.gpu_hours, AMOUNT, "failures and checkpoints included")
    yield power_figure(plan.room)
    if runs:
        yield from _energy(plan.money, "energy")


def _hardware_use(mfu: Interval, hfu: Interval) -> str:
    return "of the data sheet's peak" if mfu == hfu else f"HFU {figure(hfu.middle, SHARE)}, with recomputed work"


def _money(plan: Plan, runs: bool) -> Iterator[KeyFigure]:
    money = plan.money
    if runs and priced(money.rental, money.rental_total):
        yield key_figure("to rent", money.rental_total, DOLLARS, _extent(money.rental, "cloud hours of the run"))
    yield from purchase_figures(money, plan.room)


def purchase_figures(money: Money, room: Room) -> Iterator[KeyFigure]:
    """Yield what it costs to buy, where anything has a price."""
    if priced(money.purchase, money.purchase_total):
        yield key_figure("to buy", money.purchase_total, DOLLARS, _extent(money.purchase, counted(room.racks, "rack")))


def _extent(lines: tuple[CostLine, ...], note: str) -> str:
    """Return what a sum is for, or what it lacks."""
    missing = unpriced(lines)
    return f"incomplete: no price of {', '.join(missing)}" if missing else note


def power_figure(room: Room) -> KeyFigure:
    """Return the power of the whole site."""
    load = f"{figure(room.it_kilowatts, KILOWATTS)} of IT load"
    return key_figure("power of the site", room.site_kilowatts, KILOWATTS, load)


def _energy(money: Money, name: str) -> Iterator[KeyFigure]:
    if worked_out(money.energy_megawatt_hours):
        price = f"{figure(money.energy_usd.middle, DOLLARS)} of electricity" if worked_out(money.energy_usd) else ""
        yield key_figure(name, money.energy_megawatt_hours, MEGAWATT_HOURS, price)


def fleet_figures(fleet: FleetPlan) -> tuple[KeyFigure, ...]:
    """Return compute, power and price of given servers, as far as they are known."""
    return (
        KeyFigure("peak compute", figure(fleet.peak_pflops, PETAFLOPS), "", "dense, by the data sheet"),
        key_figure("effective compute", fleet.effective_pflops, PETAFLOPS, "what a well laid out run reaches"),
        power_figure(fleet.room),
        *_energy(fleet.money, YEARLY),
        *purchase_figures(fleet.money, fleet.room),
    )


def key_figure(name: str, interval: Interval, units: Units, note: str) -> KeyFigure:
    """Return a figure with its unit and range as text."""
    told = spread(interval, units)
    value = figure(interval.middle, units)
    if not told or not known(interval) or interval.high <= 0:
        return KeyFigure(name, value, "", note)
    low, middle = (min(1.0, max(0.0, end / interval.high)) for end in (interval.low, interval.middle))
    return KeyFigure(name, value, told, note, low, middle)
