"""Models, servers and amounts are called as people call them."""

from dataclasses import replace

import plans
import pytest

from trainward.records.estimate import Interval
from trainward.records.plan import CostLine
from trainward.report.plan_numbers import DAYS, HOURS, MEGAWATT_HOURS, STEP, Units, figure
from trainward.report.plan_plain import plan_plain
from trainward.report.plan_sections import alternatives_section, room_section
from trainward.report.plan_wording import model_shape, several

FREE = Interval(0.0, 0.0, 0.0)


def test_the_line_of_a_model_shows_its_parameters() -> None:
    assert model_shape(plans.LLAMA_70B).startswith("70.6 B parameters, 80 layers")


def test_the_line_of_a_mixture_shows_its_active_parameters_too() -> None:
    assert model_shape(plans.DEEPSEEK).startswith("671 B parameters, 37 B active, 61 layers")


def test_a_model_that_was_described_by_another_says_which() -> None:
    changed = replace(plans.LLAMA_70B, name="my", like="Llama-3 70B")

    assert model_shape(changed).startswith("like Llama-3 70B, 70.6 B parameters, ")


def test_few_parameters_are_told_to_the_last() -> None:
    small = replace(plans.RESNET, params=74_472.0, trained_params=74_472.0)

    assert model_shape(small).startswith("74,472 parameters, 74,472 of them trained")


@pytest.mark.parametrize(
    ("count", "name", "told"),
    [
        (8, "server of 8 x My card", "8 servers of 8 x My card"),
        (1, "server of 8 x My card", "1 server of 8 x My card"),
        (8, "DGX H100", "8 DGX H100"),
    ],
)
def test_servers_without_a_name_of_their_own_are_counted_in_words(count: int, name: str, told: str) -> None:
    assert several(count, name) == told


def test_the_room_counts_servers_in_words() -> None:
    server = replace(plans.DGX_H100, name="server of 8 x My card")

    rows = dict(room_section(replace(plans.room(32), server=server)).rows)

    assert rows["servers"].startswith("32 servers of 8 x My card and 1 spare")


@pytest.mark.parametrize(
    ("value", "units", "told"),
    [
        (1e-10, DAYS, "0.0086 ms"),
        (2e-6, DAYS, "173 ms"),
        (5e-4, DAYS, "43.2 s"),
        (0.003, DAYS, "4.32 minutes"),
        (0.01, HOURS, "36.0 s"),
        (2e-7, STEP, "0.20 us"),
        (5e-6, MEGAWATT_HOURS, "5.00 Wh"),
    ],
)
def test_little_has_a_unit_that_keeps_it_readable(value: float, units: Units, told: str) -> None:
    assert figure(value, units) == told


def test_what_costs_nothing_is_not_without_a_price() -> None:
    money = replace(plans.MONEY, rental=(CostLine("GPU hours", FREE, "own"),), rental_total=FREE)
    own = replace(plans.LLAMA.alternatives[0], rental_usd=FREE)

    assert "0 USD to rent" in next(plan_plain(replace(plans.LLAMA, money=money)))
    assert alternatives_section([own]).rows[0][3] == "0 USD"
