"""A plan as one HTML page that needs nothing else: the answer, its figures, charts and the room as a drawing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from plotly.offline import get_plotlyjs

from trainward.records.plan import FleetPlan, Money, Plan, Room
from trainward.report.fabric_drawing import fabric_drawing
from trainward.report.fleet_sections import fleet_extrapolates, fleet_sections
from trainward.report.html_charts import Chart
from trainward.report.html_report import environment
from trainward.report.plan_charts import bill_chart, memory_chart, part_colours, step_chart
from trainward.report.plan_figures import KeyFigure, fleet_figures, key_figures
from trainward.report.plan_section import SAYS, Section
from trainward.report.plan_sections import memory_parts, plan_sections
from trainward.report.plan_wording import Fit, answer, clean, fit_of, fit_reason, fleet_answer, goals, reach

RANGES: Final = "A range holds the truth in 80 % of cases; its bar begins at nought."
LOOKS: Final[Mapping[Fit, str]] = {"fits": "healthy", "fits perhaps": "undecided", "does not fit": "diagnosed"}
"""How the page looks, in the words of the pages of runs."""

_BROAD: Final = frozenset({"layout", "purchase", "rental", "room", "advice", "alternatives", "tasks"})


@dataclass(frozen=True, slots=True)
class Block:
    """A section of the page; `colours` are those of its rows in the chart, empty where rows have none."""

    section: Section
    broad: bool
    chart: Chart | None = None
    drawing: str = ""
    colours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the page: `word` and `reasons` at its head in the colours of `look`, then figures and blocks.

    `reach` says how far it was checked, with more in `extrapolates`; `beyond` makes both stand out. `ranges` says what
    the ranges of the figures are.
    """

    title: str
    word: str
    look: str
    icon: str
    reasons: tuple[str, ...]
    reach: str
    extrapolates: tuple[str, ...]
    beyond: bool
    figures: tuple[KeyFigure, ...]
    blocks: tuple[Block, ...]
    ranges: str = RANGES


def plan_html(plan: Plan) -> str:
    """Return the plan as the text of an HTML page that works offline."""
    estimate = plan.estimate
    fit = fit_of(estimate)
    reasons = (answer(plan), "" if fit == "does not fit" else f"{fit_reason(estimate)}.", goals(plan))
    charts = {"step": step_chart(estimate), "memory": memory_chart(estimate), **bill_charts(plan.money)}
    colours = part_colours([name for name, _, _ in memory_parts(estimate)])
    return rendered(
        Page(
            title=clean(estimate.question.model.name),
            word=fit,
            look=LOOKS[fit],
            icon=f"icon-{LOOKS[fit]}",
            reasons=tuple(filter(None, reasons)),
            reach=reach(estimate.extrapolates),
            extrapolates=tuple(clean(text) for text in estimate.extrapolates),
            beyond=bool(estimate.extrapolates),
            figures=key_figures(plan),
            blocks=blocks_of(plan_sections(plan), charts, plan.room, colours),
        )
    )


def fleet_html(fleet: FleetPlan) -> str:
    """Return what given servers can do as the text of an HTML page that works offline."""
    extrapolates = tuple(clean(text) for text in fleet_extrapolates(fleet))
    return rendered(
        Page(
            title=clean(f"{fleet.gpus:,} {fleet.gpu}"),
            word=clean(f"{fleet.gpus:,} {fleet.gpu}"),
            look="fleet",
            icon="icon-fleet",
            reasons=(fleet_answer(fleet),),
            reach=reach(extrapolates),
            extrapolates=extrapolates,
            beyond=bool(extrapolates),
            figures=fleet_figures(fleet),
            blocks=blocks_of(fleet_sections(fleet), bill_charts(fleet.money), fleet.room, ()),
        )
    )


def rendered(page: Page) -> str:
    """Return a page as text that can be written."""
    drawn = any(block.chart for block in page.blocks)
    text = (
        environment()
        .get_template("plan_page.html")
        .render(
            page=page,
            wrapped=("layout", "replicas", SAYS),
            tone_of=_tone,
            plotly=get_plotlyjs() if drawn else "",
        )
    )
    # a lone surrogate, as in the name of a file that is not UTF-8, cannot be written
    return text.encode("utf-8", "replace").decode()


def bill_charts(money: Money) -> dict[str, Chart | None]:
    """Return a chart for each bill that has several lines, by the section it belongs to."""
    return {
        "purchase": bill_chart("purchase-lines", "Purchase by item", money.purchase, money.purchase_total),
        "rental": bill_chart("rental-lines", "Rental by item", money.rental, money.rental_total),
    }


def blocks_of(
    sections: Sequence[Section], charts: Mapping[str, Chart | None], room: Room, colours: tuple[str, ...]
) -> tuple[Block, ...]:
    """Return a block for each section, with its chart, and the drawing of the room at that section."""
    blocks = [
        Block(
            one,
            one.name in _BROAD,
            charts.get(one.name),
            fabric_drawing(room) if one.name == "room" else "",
            colours if one.name == "memory" else (),
        )
        for one in sections
    ]
    return tuple(_without_gap(blocks))


def _without_gap(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks in their order; a narrow one that has no neighbour in its row becomes broad."""
    waiting: Block | None = None
    for block in blocks:
        if block.broad:
            if waiting is not None:
                yield replace(waiting, broad=True)
                waiting = None
            yield block
        elif waiting is None:
            waiting = block
        else:
            yield waiting
            yield block
            waiting = None
    if waiting is not None:
        yield replace(waiting, broad=True)


def _tone(text: str) -> str:
    """Return the class of a cell that says whether something fits or is carried, empty for all others."""
    if text == "perhaps" or text.startswith("fits perhaps"):
        return "doubtful"
    if text in ("fits", "carried") or text.startswith(("fits:", "fits;")):
        return "good"
    return "bad" if text.startswith(("does not fit", "not carried", "cannot be done")) else ""
