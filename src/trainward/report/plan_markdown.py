"""A plan as Markdown, to paste into an issue or a proposal."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from trainward.records.plan import FleetPlan, Plan
from trainward.report.fleet_sections import fleet_assumptions, fleet_extrapolates, tasks_section
from trainward.report.plan_figures import KeyFigure, fleet_figures, key_figures
from trainward.report.plan_section import SAYS, Section
from trainward.report.plan_sections import (
    alternatives_section,
    assumptions,
    data_dates,
    layout_section,
    memory_section,
    step_section,
)
from trainward.report.plan_wording import answer, clean, fit_of, fit_reason, fleet_answer, goals, reach

RANGE: Final = "80 % range"

_MARKS: Final = re.compile(r"([\\`*_\[\]<>|#~])")


def plan_markdown(plan: Plan) -> str:
    """Return the plan as Markdown text with a newline at its end: the answer, key figures, parts and assumptions."""
    return "\n".join(_plan_lines(plan)) + "\n"


def fleet_markdown(fleet: FleetPlan) -> str:
    """Return what given servers can do as Markdown text with a newline at its end."""
    return "\n".join(_fleet_lines(fleet)) + "\n"


def _plan_lines(plan: Plan) -> Iterator[str]:
    yield f"# {escaped(answer(plan))}"
    yield ""
    if fit_of(plan.estimate) != "does not fit":
        yield f"**{fit_of(plan.estimate).capitalize()}**: {escaped(fit_reason(plan.estimate))}. {goals(plan)}".rstrip()
        yield ""
    yield from _reach(plan.estimate.extrapolates)
    yield from figure_table(key_figures(plan))
    yield ""
    yield from (f"- {row[0]}: {escaped(row[1])}" for row in layout_section(plan).rows)
    for section in (
        step_section(plan.estimate),
        memory_section(plan.estimate),
        alternatives_section(plan.alternatives),
    ):
        yield from section_table(section)
    yield from bullets("Assumptions", assumptions(plan))
    yield from bullets("Dates of the data", data_dates(plan.dates, plan.money))


def _fleet_lines(fleet: FleetPlan) -> Iterator[str]:
    yield f"# {escaped(fleet_answer(fleet))}"
    yield ""
    yield from _reach(fleet_extrapolates(fleet))
    yield from figure_table(fleet_figures(fleet))
    yield from section_table(tasks_section(fleet))
    yield from bullets("Assumptions", fleet_assumptions(fleet))
    yield from bullets("Dates of the data", data_dates(fleet.dates, fleet.money))


def _reach(extrapolates: tuple[str, ...]) -> Iterator[str]:
    yield reach(extrapolates)
    yield ""
    yield from (f"- {escaped(text)}" for text in extrapolates)
    if extrapolates:
        yield ""


def figure_table(figures: Iterable[KeyFigure], ranges: str = RANGE) -> Iterator[str]:
    """Yield each figure as a row of a table; `ranges` names the column of their ranges."""
    yield from (f"| figure | | {ranges} |", "|---|---|---|")
    yield from (f"| {one.name} | {escaped(one.value)} | {one.spread} |" for one in figures)


def section_table(section: Section) -> Iterator[str]:
    """Yield the rows without the sentences at their end, which the other reports have."""
    if not section.rows:
        return
    shown = [place for place, name in enumerate(section.head) if name != SAYS]
    yield from ("", f"## {section.title}", "")
    yield f"| {' | '.join(section.head[place] for place in shown)} |"
    yield f"|{'---|' * len(shown)}"
    yield from (f"| {' | '.join(escaped(row[place]) for place in shown)} |" for row in section.rows)


def bullets(title: str, texts: tuple[str, ...]) -> Iterator[str]:
    """Yield texts as a list below a title, or nothing where there are none."""
    if texts:
        yield from ("", f"## {title}", "")
        yield from (f"- {escaped(text)}" for text in texts)


def escaped(text: str) -> str:
    """Return a text on one line in which nothing is a mark of Markdown."""
    return _MARKS.sub(r"\\\1", clean(text))
