"""On a narrow terminal remarks have lines of their own, and no range is cut."""

import io

import plans
import pytest
from rich.console import Console

from trainward.report.plan_terminal import fleet_terminal, plan_terminal

RANGES = ("10.5 to 13.4", "64.2 to 73.6", "61.7 GiB (59.1 to 64.4)", "2.97 to 3.82", "27.0 to 118", "2.58 to 12.9")


def shown(width: int) -> str:
    console = Console(width=width, record=True, file=io.StringIO(), force_terminal=True)
    console.print(plan_terminal(plans.LLAMA))
    return console.export_text()


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_every_range_is_shown_whatever_the_width(width: int) -> None:
    lines = shown(width).splitlines()

    words = " ".join(" ".join(lines).split())

    assert [one for one in RANGES if one not in words] == []
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("width", [40, 80])
def test_a_remark_that_has_no_room_beside_its_row_stands_below_it(width: int) -> None:
    words = " ".join(shown(width).split())

    assert "only where memory is short" in words
    assert "12 QM9700 at 36 to 50 kUSD, 2024-08, a price list" in words


def test_a_wide_terminal_keeps_each_row_on_its_line() -> None:
    lines = shown(120).splitlines()

    assert any("matrix products" in line and "8.1 s" in line and "5.43e18 FLOP a step" in line for line in lines)


@pytest.mark.parametrize("width", [40, 80])
def test_tasks_of_a_fleet_are_whole_on_a_narrow_terminal(width: int) -> None:
    console = Console(width=width, record=True, file=io.StringIO(), force_terminal=True)
    console.print(fleet_terminal(plans.FLEET))

    words = " ".join(console.export_text().split())

    assert "455 days (390 to 540)" in words
    assert "671 B parameters need 256 GPUs or more" in words
