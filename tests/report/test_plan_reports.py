import io
import re
from dataclasses import replace
from itertools import pairwise

import plans
import pytest
from rich.console import Console, RenderableType

from trainward.records.estimate import Interval
from trainward.records.plan import CostLine, Plan
from trainward.report.plan_html import fleet_html, plan_html
from trainward.report.plan_markdown import fleet_markdown, plan_markdown
from trainward.report.plan_plain import fleet_plain, plan_plain
from trainward.report.plan_terminal import fleet_terminal, plan_terminal
from trainward.report.plan_wording import answer, fit_reason

EVERY = pytest.mark.parametrize("name", plans.PLANS)
NAN = float("nan")


def plain(plan: Plan) -> str:
    return "\n".join(plan_plain(plan))


def shown(renderable: RenderableType, width: int = 100) -> str:
    console = Console(width=width, record=True, file=io.StringIO(), force_terminal=True)
    console.print(renderable)
    return console.export_text()


def without_library(page: str) -> str:
    """Return a page without the script that draws its charts."""
    return re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)


def test_the_first_line_is_the_answer_in_one_sentence() -> None:
    first = plain(plans.LLAMA).splitlines()[0]

    assert first == (
        "Train Llama-3 70B for 100 B tokens on 256 H100-SXM-80GB: 3.33 days (2.97 to 3.82), "
        "61.0 kUSD (27.0 to 118) to rent, fits."
    )


def test_a_run_that_does_not_fit_is_given_no_time_and_no_goal_in_the_answer() -> None:
    text = answer(plans.TOO_LARGE)

    assert "does not fit, 131 GiB (118 to 149) needed of 79.6 GiB" in text
    assert "days" not in text
    assert "51.4 GiB too much" in text
    assert "keeps the deadline" not in plain(plans.TOO_LARGE)
    assert "Wall time" not in without_library(plan_html(plans.TOO_LARGE)).split("Layout</h2>")[0]


def test_what_fits_only_perhaps_says_by_how_much_and_to_measure() -> None:
    upper = fit_reason(plans.DOUBTFUL)
    middle = fit_reason(replace(plans.DOUBTFUL, device_gib=Interval(73.0, 81.0, 90.0)))

    assert "3.4 GiB too much at the upper end: measure before you commit" in upper
    assert "1.4 GiB too much in the middle, so more likely not: measure before you commit" in middle


def test_goals_are_kept_at_risk_or_missed_by_the_range() -> None:
    text = plain(plans.LLAMA)
    late = plain(replace(plans.LLAMA, wall_days=Interval(15.0, 16.0, 17.0)))

    assert "It keeps the deadline of 14 days, and may miss the budget of 100 kUSD." in text
    assert "It misses the deadline of 14 days" in late


def test_without_prices_no_sum_is_shown() -> None:
    text = plain(plans.NO_PRICES)

    assert "No price is known" in text
    assert "USD" not in text.splitlines()[0]
    assert "0.00 USD" not in text


def test_a_sum_that_lacks_a_price_says_so_and_does_not_stand_in_the_answer() -> None:
    line = CostLine("servers", Interval(NAN, NAN, NAN), "32 servers: no price is known")
    money = replace(plans.MONEY, purchase=(line, *plans.MONEY.purchase[1:]), rental=())
    plan = replace(plans.LLAMA, money=money)

    text = plain(plan)

    assert "sum: price 10.6 MUSD (9.1 to 12.1); incomplete: without servers" in text
    assert "to buy" not in text.splitlines()[0]
    assert "incomplete: no price of servers" in plan_html(plan)


def test_parts_that_leave_something_of_the_whole_say_how_much() -> None:
    short = replace(plans.ESTIMATE, step_parts=plans.STEP_PARTS[1:])

    assert "not attributed: time 8.1 s" in plain(replace(plans.LLAMA, estimate=short))
    assert "not attributed" not in plain(plans.LLAMA)
    assert "reserve and context: size 6.4 GiB" in plain(plans.LLAMA)


def test_images_are_not_called_tokens() -> None:
    text = plain(plans.CNN)

    assert "for 115 M images on 8 H100" in text
    assert "images a second" in text
    assert "token" not in text


@EVERY
def test_every_form_says_whether_it_fits_and_whether_it_extrapolates(name: str) -> None:
    plan = plans.PLANS[name]
    fit = "does not fit" if name == "too-large" else "fits"
    reach = "Extrapolates beyond" if plan.estimate.extrapolates else "Within the range"

    for text in (plain(plan), shown(plan_terminal(plan)), plan_markdown(plan), without_library(plan_html(plan))):
        words = " ".join(text.split())
        assert fit in words.lower()
        assert reach in words


@EVERY
@pytest.mark.parametrize("width", [60, 100, 160])
def test_the_terminal_keeps_to_its_width_and_to_what_can_be_read_at_once(name: str, width: int) -> None:
    lines = shown(plan_terminal(plans.PLANS[name]), width).splitlines()

    assert max(map(len, lines)) <= width
    assert len(lines) <= (120 if name != "hurtful" else 160) * (1 if width >= 100 else 2)


@EVERY
def test_assumptions_and_dates_stand_in_every_form(name: str) -> None:
    plan = plans.PLANS[name]

    for text in (plain(plan), shown(plan_terminal(plan), 160), plan_markdown(plan), plan_html(plan)):
        assert "The run has the machines to itself." in text
        assert plan.dates[1].rstrip(".") in text


def test_what_a_name_contains_steers_neither_terminal_nor_page() -> None:
    plan = plans.HURTFUL

    page = plan_html(plan)

    assert "\x1b" not in plain(plan) + plan_markdown(plan)
    assert "[red]" in shown(plan_terminal(plan))
    assert "<script>window.hurt" not in page
    assert "<img" not in without_library(page)
    assert "<script>" not in plan_markdown(plan)
    assert "{{ 7*7 }}" in page


def test_a_page_loads_nothing() -> None:
    page = without_library(plan_html(plans.LLAMA))

    assert re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', page) == []
    assert "url(" not in page


def test_markdown_tables_have_as_many_cells_as_their_heads() -> None:
    lines = plan_markdown(plans.HURTFUL).splitlines()
    cells = [len(re.findall(r"(?<!\\)\|", line)) for line in lines if line.startswith("|")]
    rules = [place for place, line in enumerate(one for one in lines if one.startswith("|")) if "---" in line]

    assert len(rules) == 4
    for first, last in pairwise([*(place - 1 for place in rules), len(cells)]):
        assert len(set(cells[first:last])) == 1


def test_a_fleet_says_what_it_can_do_in_every_form() -> None:
    forms = (
        "\n".join(fleet_plain(plans.FLEET)),
        shown(fleet_terminal(plans.FLEET), 160),
        fleet_markdown(plans.FLEET),
        without_library(fleet_html(plans.FLEET)),
    )

    for text in (" ".join(form.split()) for form in forms):
        assert "64 H100-SXM-80GB: 63.3 PFLOP/s at peak, 25.9 PFLOP/s (20.3 to 30.1) effective" in text
        assert "1 of 3 tasks can be done" in text
        assert "pre-train DeepSeek-V3" in text
        assert "455 days (390 to 540)" in text


def test_a_task_of_a_fleet_stands_with_its_sequences_and_its_batch() -> None:
    for text in ("\n".join(fleet_plain(plans.FLEET)), fleet_markdown(plans.FLEET), fleet_html(plans.FLEET)):
        assert "512 sequences of 8,192 tokens a step" in text


def test_a_fleet_names_the_task_that_is_extrapolated() -> None:
    far = replace(plans.ESTIMATE, extrapolates=("longer than any that was checked",))
    fleet = replace(plans.FLEET, tasks=(replace(plans.FLEET.tasks[0], estimate=far),))

    assert "  extrapolates: pre-train Llama-3 8B: longer than any that was checked" in fleet_plain(fleet)


def test_what_two_tasks_of_a_fleet_extrapolate_alike_is_said_once() -> None:
    far = replace(plans.ESTIMATE, extrapolates=("longer than any that was checked",))
    task = replace(plans.FLEET.tasks[0], estimate=far)

    told = list(fleet_plain(replace(plans.FLEET, tasks=(task, replace(task, tokens=2e12)))))

    assert sum(text.startswith("  extrapolates: ") for text in told) == 1


def test_the_energy_of_a_fleet_is_said_to_be_that_of_a_year() -> None:
    for text in ("\n".join(fleet_plain(plans.FLEET)), fleet_markdown(plans.FLEET), fleet_html(plans.FLEET)):
        assert "energy of a year" in text.lower()
