"""A plan as the parts of its report, in the order in which they are read."""

import math
from collections.abc import Iterator, Sequence
from typing import Final

from trainward.records.estimate import Estimate, Interval
from trainward.records.plan import Advice, Alternative, CostLine, Fabric, Failures, Money, Plan, Room
from trainward.report.plan_numbers import (
    AMOUNT,
    DAYS,
    DOLLARS,
    GIB,
    HOURS,
    KILOWATTS,
    MEGAWATT_HOURS,
    MINUTES,
    SECONDS,
    SHARE,
    STEP,
    TIMES,
    change,
    counted,
    figure,
    given,
    known,
    most,
    part_of,
    ranged,
    spread,
)
from trainward.report.plan_section import SAYS, Row, Section, facts, sentences, table
from trainward.report.plan_wording import (
    batch_phrase,
    data_amount,
    fit_of,
    layout_phrase,
    model_shape,
    priced,
    several,
    stack_phrase,
    steps_phrase,
    unit_of,
    unpriced,
    worked_out,
)

REST: Final = "not attributed"
"""Name of what the parts leave of the whole."""

RESERVE: Final = "reserve and context"
"""Name of what a GPU holds beyond what the framework allocates."""

_IF_IT_FITTED: Final = "It does not fit: time and money are what it would take on GPUs with enough memory."
_REST_SHARE: Final = 0.005  # of the whole: less than this is rounding; chosen


def plan_sections(plan: Plan) -> tuple[Section, ...]:
    """Return all parts of the report that have something to say."""
    return tuple(one for one in _all_sections(plan) if one.rows or one.notes)


def _all_sections(plan: Plan) -> Iterator[Section]:
    yield layout_section(plan)
    yield step_section(plan.estimate)
    yield memory_section(plan.estimate)
    yield time_section(plan)
    yield failures_section(plan.failures)
    yield from money_sections(plan.money)
    yield room_section(plan.room)
    yield advice_section(plan.advice)
    yield alternatives_section(plan.alternatives)
    yield sentences("assumptions", "Assumptions", assumptions(plan))
    yield sentences("dates", "Dates of the data", data_dates(plan.dates, plan.money))


def assumptions(plan: Plan) -> tuple[str, ...]:
    """Return what is assumed by the estimate and by all around it, each once."""
    return tuple(dict.fromkeys((*plan.estimate.assumptions, *plan.assumptions)))


def data_dates(dates: tuple[str, ...], money: Money) -> tuple[str, ...]:
    """Return how old the data is that a plan and its prices rest on, each once."""
    return tuple(dict.fromkeys((*dates, *money.dates)))


def layout_section(plan: Plan) -> Section:
    """Return what runs where, and why it is spread so."""
    question = plan.estimate.question
    gpu = question.gpu
    rows = [
        ("model", f"{question.model.name}: {model_shape(question.model)}"),
        ("GPUs", f"{question.layout.gpus:,} {gpu.name}"),
        ("disputed figures", gpu.disputed),
        ("layout", layout_phrase(question.layout)),
        ("batch", batch_phrase(question.scenario, question.model)),
        ("software", stack_phrase(question.stack)),
    ]
    considered = [f"The best of {plan.considered:,} layouts that were considered."] if plan.considered > 1 else []
    return facts("layout", "Layout", rows, [*plan.reasons, *considered])


def step_section(estimate: Estimate) -> Section:
    """Return where the time of a step goes."""
    whole = estimate.step_seconds.middle
    rows = [
        (name, part_of(seconds, whole, STEP), _share(seconds, whole), says)
        for name, seconds, says in step_parts(estimate)
    ]
    total = ("whole step", figure(whole, STEP), "", f"range: {spread(estimate.step_seconds, STEP)}")
    return table("step", "Time of a step", ("part", "time", "share", SAYS), [*rows, total], total=True)


def step_parts(estimate: Estimate) -> list[tuple[str, float, str]]:
    """Return name, seconds and account of the parts of a step, with what they leave of it as the last."""
    parts = [(part.name, part.seconds, part.says) for part in estimate.step_parts]
    return [*parts, *_rest(parts, estimate.step_seconds.middle)]


def memory_parts(estimate: Estimate) -> list[tuple[str, float, str]]:
    """Return name, GiB and account of the parts of the memory, with what they leave of it as the last.

    Where the parts are those of what the framework allocates, the last is what the device shows beyond that.
    """
    parts = [(part.name, part.gib, part.says) for part in estimate.memory_parts]
    rest = list(_rest(parts, estimate.device_gib.middle))
    allocated = estimate.allocated_gib.middle
    if rest and rest[0][1] > 0 and abs(sum(gib for _, gib, _ in parts) - allocated) <= _REST_SHARE * allocated:
        rest = [(RESERVE, rest[0][1], "what the device shows as used beyond what the framework allocates")]
    return [*parts, *rest]


def _rest(parts: Sequence[tuple[str, float, str]], whole: float) -> Iterator[tuple[str, float, str]]:
    left = whole - sum(size for _, size, _ in parts)
    if parts and abs(left) > _REST_SHARE * abs(whole):
        yield REST, left, "what the parts leave of the whole"


def memory_section(estimate: Estimate) -> Section:
    """Return what fills the fullest GPU, against what it has."""
    capacity = estimate.capacity_gib
    rows = [
        (name, part_of(gib, capacity, GIB), _share(gib, capacity), says) for name, gib, says in memory_parts(estimate)
    ]
    device = estimate.device_gib
    says = f"range: {spread(device, GIB)}; {ranged(estimate.allocated_gib, GIB)} of it allocated by the framework"
    total = (f"all, of {given(capacity, GIB)}", figure(device.middle, GIB), _share(device.middle, capacity), says)
    return table("memory", "Memory of the fullest GPU", ("part", "size", "of a GPU", SAYS), [*rows, total], total=True)


def _share(part: float, whole: float) -> str:
    if whole <= 0 or not math.isfinite(part):
        return ""
    return part_of(part / whole, 0.1, SHARE)


def time_section(plan: Plan) -> Section:
    """Return the time of the run and the speed it rests on."""
    estimate, question = plan.estimate, plan.estimate.question
    unit = unit_of(question.model)
    scenario = question.scenario
    rows = [
        ("wall time", ranged(plan.wall_days, DAYS) if worked_out(plan.wall_days) else ""),
        ("steps", steps_phrase(plan.steps) if plan.steps > 0 else ""),
        ("data", data_amount(scenario.tokens, question.model) if scenario.tokens else ""),
        ("GPU hours", ranged(plan.gpu_hours, AMOUNT) if worked_out(plan.gpu_hours) else ""),
        ("speed", f"{ranged(estimate.tokens_per_second_per_gpu, AMOUNT)} {unit}s a second on each GPU"),
        (
            "use of the peak",
            f"MFU {ranged(estimate.mfu, SHARE)}, with recomputed work HFU {ranged(estimate.hfu, SHARE)}",
        ),
    ]
    short = [_IF_IT_FITTED] if fit_of(estimate) == "does not fit" else []
    return facts("time", "Time and energy", [*rows, *energy_rows(plan.money, "energy")], short)


def energy_rows(money: Money, name: str) -> Iterator[Row]:
    """Yield the energy under its name, with its price, as far as they are known."""
    if worked_out(money.energy_megawatt_hours):
        price = f", {ranged(money.energy_usd, DOLLARS)} of electricity" if worked_out(money.energy_usd) else ""
        yield name, f"{ranged(money.energy_megawatt_hours, MEGAWATT_HOURS)}{price}"


def money_sections(money: Money) -> tuple[Section, Section]:
    """Return the bill of buying and that of renting."""
    return (
        _bill("purchase", "To buy", money.purchase, money.purchase_total),
        _bill("rental", "To rent", money.rental, money.rental_total),
    )


def _bill(name: str, title: str, lines: tuple[CostLine, ...], total: Interval) -> Section:
    if not priced(lines, total):
        return sentences(name, title, ("No price is known; give your own to have a sum.",))
    rows = [(line.name, ranged(line.usd, DOLLARS), line.says) for line in lines]
    missing = unpriced(lines)
    told = f"incomplete: without {', '.join(missing)}" if missing else ""
    return table(name, title, ("item", "price", SAYS), [*rows, ("sum", ranged(total, DOLLARS), told)], total=True)


def room_section(room: Room) -> Section:
    """Return what the servers need around them."""
    fabric = room.fabric
    tiers = ", ".join(f"{counted(one.switches, f'{one.name} switch')} ({one.cables:,} cables)" for one in fabric.tiers)
    spare = f" and {room.spare_servers:,} spare" if room.spare_servers else ""
    each = f"{most(room.servers_per_rack, 'server')} and {figure(room.kilowatts_per_rack, KILOWATTS)} a rack"
    site, load = ranged(room.site_kilowatts, KILOWATTS), figure(room.it_kilowatts, KILOWATTS)
    rows = [
        ("servers", f"{several(room.servers, room.server.name)}{spare}"),
        ("racks", f"{counted(room.racks, 'rack')}: {each}, cooled by {room.cooling}"),
        ("power", f"{site} for the site: {load} of IT load at a PUE of {ranged(room.pue, TIMES)}"),
        ("network", tiers or "none is needed between servers"),
        ("switch", _switch(room.fabric) if fabric.tiers else ""),
        ("rule", fabric.rule if fabric.tiers else ""),
    ]
    return facts("room", "Room", rows)


def _switch(fabric: Fabric) -> str:
    told = [f"{fabric.switch.name} with {fabric.switch.ports} ports of {fabric.switch.gbps:g} Gb/s"]
    told += [f"{counted(fabric.rails, 'rail')} a server"] if fabric.rails > 1 else []
    return ", ".join([*told, counted(fabric.transceivers, "transceiver")] if fabric.transceivers else told)


def failures_section(failures: Failures) -> Section:
    """Return the interruptions to expect and what softens them."""
    rows = [
        ("time between failures", ranged(failures.hours_between, HOURS)),
        ("in the whole run", ranged(failures.interruptions, TIMES, 2)),
        (
            "checkpoint",
            f"every {given(failures.checkpoint_minutes, MINUTES, 3)}, where a save takes "
            f"{given(failures.save_seconds, SECONDS, 3)} and a restart {given(failures.restart_minutes, MINUTES, 3)}",
        ),
        ("goodput", f"{ranged(failures.goodput, SHARE)} of the wall time advances the run"),
    ]
    return facts("failures", "Failures", rows, failures.says)


def advice_section(advice: Sequence[Advice]) -> Section:
    """Return the optimisation methods with what each gains here."""
    rows = [
        (one.name, "yes" if one.used else "no", _speed(one.speedup), change(one.memory_gib), one.says) for one in advice
    ]
    return table("advice", "Optimisation methods", ("method", "in use", "speed", "memory", SAYS), rows)


def _speed(ratio: float) -> str:
    return f"x {ratio:.2f}" if abs(ratio - 1) >= 0.005 else "same"


def alternatives_section(alternatives: Sequence[Alternative]) -> Section:
    """Return other ways to do it, each in a row, and why it is not the first."""
    head = ("on", "layout", "time", "to rent", "memory", SAYS)
    return table("alternatives", "Alternatives", head, map(_alternative, alternatives))


def _alternative(one: Alternative) -> Row:
    question = one.estimate.question
    rent = ranged(one.rental_usd, DOLLARS) if known(one.rental_usd) else "no price"
    days = ranged(one.wall_days, DAYS) if worked_out(one.wall_days) else ""
    on = f"{question.layout.gpus:,} {question.gpu.name}, {question.stack.precision}"
    return on, layout_phrase(question.layout), days, rent, fit_of(one.estimate), one.says
