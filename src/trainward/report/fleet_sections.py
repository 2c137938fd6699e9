"""What given servers can do as the parts of its report, in the order in which they are read."""

from collections.abc import Iterator

from trainward.records.plan import FleetPlan, FleetTask
from trainward.report.plan_figures import YEARLY
from trainward.report.plan_numbers import AMOUNT, DAYS, GIB, PETAFLOPS, SHARE, counted, figure, given, ranged
from trainward.report.plan_section import SAYS, Row, Section, facts, sentences, table
from trainward.report.plan_sections import data_dates, energy_rows, money_sections, room_section
from trainward.report.plan_wording import fit_of, layout_phrase, unit_of, worked_out


def fleet_sections(fleet: FleetPlan) -> tuple[Section, ...]:
    """Return all parts of the report that have something to say."""
    return tuple(one for one in _all_sections(fleet) if one.rows or one.notes)


def _all_sections(fleet: FleetPlan) -> Iterator[Section]:
    yield compute_section(fleet)
    yield tasks_section(fleet)
    purchase, rental = money_sections(fleet.money)
    yield purchase
    if rental.rows:  # who owns servers need not rent
        yield rental
    yield room_section(fleet.room)
    yield sentences("assumptions", "Assumptions", fleet_assumptions(fleet))
    yield sentences("dates", "Dates of the data", data_dates(fleet.dates, fleet.money))


def compute_section(fleet: FleetPlan) -> Section:
    """Return how much the fleet computes and the largest model it holds."""
    rows = [
        ("GPUs", f"{fleet.gpus:,} {fleet.gpu}"),
        ("at peak", figure(fleet.peak_pflops, PETAFLOPS)),
        ("effective", ranged(fleet.effective_pflops, PETAFLOPS)),
        ("largest model that fits", fleet.largest_model),
        *energy_rows(fleet.money, YEARLY),
    ]
    return facts("compute", "Compute", rows)


def tasks_section(fleet: FleetPlan) -> Section:
    """Return each task with how long it takes here, or why it cannot be done."""
    head = ("task", "data", "time", "memory", "MFU", "layout", SAYS)
    return table("tasks", "What it can train", head, map(_task, fleet.tasks))


def _task(one: FleetTask) -> Row:
    if one.estimate is None:
        return one.name, _data(one.tokens, "token"), "", "cannot be done", "", "", one.says
    question = one.estimate.question
    days = ranged(one.days, DAYS) if one.days is not None and worked_out(one.days) else ""
    memory = f"{fit_of(one.estimate)}: {figure(one.estimate.device_gib.middle, GIB)}"
    used = figure(one.estimate.mfu.middle, SHARE)
    batch = f"{counted(question.scenario.global_batch, 'sequence')} of {question.scenario.seq_len:,} tokens a step"
    return (
        one.name,
        _data(one.tokens, unit_of(question.model)),
        days,
        memory,
        used,
        f"{layout_phrase(question.layout)}; {batch}",
        one.says,
    )


def _data(amount: float, unit: str) -> str:
    return f"{given(amount, AMOUNT)} {unit}s"


def fleet_assumptions(fleet: FleetPlan) -> tuple[str, ...]:
    """Return what is assumed of the fleet and of each of its tasks, each once."""
    of_tasks = (text for one in fleet.tasks if one.estimate is not None for text in one.estimate.assumptions)
    return tuple(dict.fromkeys((*fleet.assumptions, *of_tasks)))


def fleet_extrapolates(fleet: FleetPlan) -> tuple[str, ...]:
    """Return what the tasks extrapolate, each with the task it is said of, once."""
    found = (f"{one.name}: {text}" for one in fleet.tasks if one.estimate for text in one.estimate.extrapolates)
    return tuple(dict.fromkeys(found))
