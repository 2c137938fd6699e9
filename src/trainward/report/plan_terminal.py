"""A plan as rich renderables, for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from trainward.records.plan import FleetPlan, Plan
from trainward.report.fleet_sections import fleet_extrapolates, fleet_sections
from trainward.report.plan_section import SAYS, Row, Section, told
from trainward.report.plan_sections import plan_sections
from trainward.report.plan_wording import Fit, answer, clean, fit_of, fit_reason, fleet_answer, goals, reach

FIT_STYLE: Final[Mapping[Fit, str]] = {"fits": "green", "fits perhaps": "yellow", "does not fit": "red"}
MOST_ROWS: Final = 12
MOST_NOTES: Final = 12
MOST_WIDTH: Final = 76  # characters of a table beside its sentences; chosen to leave room for these
LEAST_SAYS: Final = 34  # characters of a sentence that are worth a column; chosen: with fewer it has lines of its own

_CUT: Final = frozenset({"failures", "dates"})  # whose sentences are sources, which the other forms give whole
_TEXT_STYLE: Final[Mapping[str, str]] = dict(FIT_STYLE.items())


def plan_terminal(plan: Plan) -> RenderableType:
    """Return the answer in one sentence, whether it fits and extrapolates, and a small table for each part."""
    fit = fit_of(plan.estimate)
    first = [Text(answer(plan), style="bold")]
    if fit != "does not fit":  # else the answer itself says why
        first.append(Text.assemble((fit.capitalize(), f"bold {FIT_STYLE[fit]}"), f": {fit_reason(plan.estimate)}."))
    else:
        first[0].stylize(FIT_STYLE[fit])
    asked = [Text(goals(plan))] if goals(plan) else []
    head = (*first, *asked, *_reach(plan.estimate.extrapolates))
    return laid_out(head, plan_sections(plan))


def fleet_terminal(fleet: FleetPlan) -> RenderableType:
    """Return what the servers can do in one sentence, and a small table for each part."""
    head = (Text(fleet_answer(fleet), style="bold"), *_reach(fleet_extrapolates(fleet)))
    return laid_out(head, fleet_sections(fleet))


def laid_out(head: Sequence[RenderableType], sections: Sequence[Section]) -> RenderableType:
    """Return a head and below it each section as a small table."""
    return Group(*_parts(head, sections))


def _parts(head: Sequence[RenderableType], sections: Sequence[Section]) -> Iterator[RenderableType]:
    yield Rule(Text("Trainward", style="bold"), align="left", style="dim")
    yield from head
    for section in sections:
        yield Text(f"\n{section.title}", style="bold cyan")
        if section.rows:
            yield Padding(_Rows(section), (0, 0, 0, 2))
        yield from (_sentence(text, cut=section.name in _CUT) for text in section.notes[:MOST_NOTES])
        if len(section.notes) > MOST_NOTES:
            yield _sentence(f"and {len(section.notes) - MOST_NOTES} more")


def _reach(extrapolates: tuple[str, ...]) -> Iterator[RenderableType]:
    yield Text(reach(extrapolates), style="yellow" if extrapolates else "dim")
    yield from (_sentence(clean(text), "yellow") for text in extrapolates)


def _sentence(text: str, style: str = "dim", *, cut: bool = False) -> RenderableType:
    if cut:
        return Text(f"  - {text}", style=style, no_wrap=True, overflow="ellipsis")
    line = Table.grid(padding=(0, 1))
    line.add_row(Text("  -", style=style), Text(text, style=style))
    return line


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a section, drawn when the width of the terminal is known."""

    section: Section

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _rows(self.section, options.max_width)


def _rows(section: Section, room: int) -> Iterator[RenderableType]:
    """Yield the rows, those beyond the most as their number; the sum comes last."""
    last = section.rows[-1:] if section.total else ()
    others = section.rows[: len(section.rows) - len(last)]
    width = _width(section)
    if width > MOST_WIDTH or width + (LEAST_SAYS if _is_remarked(section) else 0) > room:
        yield from (_entry(section, row) for row in (*others[:MOST_ROWS], *last))
    else:
        yield _table(section, others[:MOST_ROWS], last)
    if len(others) > MOST_ROWS:
        yield Text(f"and {len(others) - MOST_ROWS} more", style="dim")


def _width(section: Section) -> int:
    """Return the characters of a line that its table takes without the sentences at the end."""
    plain = [name != SAYS for name in section.head] or [True, False]
    rows = [*section.rows, *([section.head] if section.head else [])]
    return sum(max(len(row[place]) + 2 for row in rows) for place, one in enumerate(plain) if one)


def _is_remarked(section: Section) -> bool:
    return not section.head or SAYS in section.head


def _entry(section: Section, row: Row) -> RenderableType:
    """Return a row that is too long for a table: what it is, and below that what is said of it."""
    return Group(Text(row[0]), Padding(Text(told(section, row), style="dim"), (0, 0, 0, 4)))


def _table(section: Section, rows: Sequence[Row], last: Sequence[Row]) -> Table:
    """Return the rows as a table; the sentences at their end are cut to the line, but for the sum's: it has ranges."""
    shown = Table(
        box=None, padding=(0, 2, 0, 0), show_header=bool(section.head), header_style="dim", pad_edge=False, expand=True
    )
    for number, name in enumerate(section.head or ("", "")):
        if name == SAYS:
            shown.add_column(style="dim", no_wrap=True, overflow="ellipsis", ratio=1)
        elif section.head:
            shown.add_column(name)
        else:
            shown.add_column(style="dim" if number == 0 else "", ratio=number or None)
    for row in rows:
        shown.add_row(*map(_cell, row))
    for row in last:
        shown.add_row(*map(_whole_cell, row), style="bold")
    return shown


def _cell(text: str) -> Text:
    return Text(text, style=_TEXT_STYLE.get(text, ""))


def _whole_cell(text: str) -> Text:
    return Text(text, style=_TEXT_STYLE.get(text, ""), no_wrap=False, overflow="fold")
