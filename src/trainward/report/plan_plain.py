"""A plan as plain lines, wherever there is no terminal."""

from collections.abc import Iterator, Sequence

from trainward.records.plan import FleetPlan, Plan
from trainward.report.fleet_sections import fleet_extrapolates, fleet_sections
from trainward.report.plan_section import Section, told
from trainward.report.plan_sections import plan_sections
from trainward.report.plan_wording import answer, clean, fit_of, fit_reason, fleet_answer, goals, reach


def plan_plain(plan: Plan) -> Iterator[str]:
    """Yield the answer in one sentence, whether it fits and extrapolates, and every part line by line."""
    yield answer(plan)
    if fit_of(plan.estimate) != "does not fit":
        yield f"{fit_of(plan.estimate)}: {fit_reason(plan.estimate)}"
    yield from filter(None, [goals(plan)])
    yield from _reach(plan.estimate.extrapolates)
    yield from section_lines(plan_sections(plan))


def fleet_plain(fleet: FleetPlan) -> Iterator[str]:
    """Yield what the servers can do in one sentence, and every part line by line."""
    yield fleet_answer(fleet)
    yield from _reach(fleet_extrapolates(fleet))
    yield from section_lines(fleet_sections(fleet))


def _reach(extrapolates: tuple[str, ...]) -> Iterator[str]:
    yield reach(extrapolates)
    yield from (f"  extrapolates: {clean(text)}" for text in extrapolates)


def section_lines(sections: Sequence[Section]) -> Iterator[str]:
    """Yield each section line by line."""
    for section in sections:
        yield f"{section.title}:"
        yield from (f"  {row[0]}: {told(section, row)}" for row in section.rows)
        yield from (f"  - {text}" for text in section.notes)
