"""A file of servers becomes what each pool of them can do, or a refusal with the place in the file."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from trainward.errors import PlanError
from trainward.records.plan import FleetPlan
from trainward.verbs.plan import plan
from trainward.verbs.plan_fleet import plan_fleet
from trainward.verbs.plan_request import request
from trainward.verbs.plan_words import Words

SERVER = '[[pool]]\ngpu = "H100"\nservers = 1\n'
CARD = '[[pool]]\ngpu = "A100"\ngpus = 2\n'


def planned(folder: Path, text: str, words: Words | None = None) -> tuple[FleetPlan, ...]:
    path = folder / "fleet.toml"
    path.write_text(text, encoding="utf-8")
    return plan_fleet(str(path), words or Words())


def test_one_pool_is_one_plan_of_all_its_gpus(tmp_path: Path) -> None:
    (found,) = planned(tmp_path, SERVER)

    assert (found.gpu, found.gpus, found.room.servers) == ("H100-SXM-80GB", 8, 1)
    assert 0 < found.effective_pflops.low < found.effective_pflops.high < found.peak_pflops
    assert found.tasks
    assert not any("pool 1" in text for text in found.assumptions)


def test_several_pools_are_planned_apart_in_the_order_of_the_file(tmp_path: Path) -> None:
    first, second = planned(tmp_path, SERVER + CARD)

    assert (first.gpu, first.gpus) == ("H100-SXM-80GB", 8)
    assert (second.gpu, second.gpus) == ("A100-SXM-80GB", 2)
    assert "pool 1 of 2 in fleet.toml: each pool is planned apart, with a network of its own" in first.assumptions
    assert any(text.startswith("pool 2 of 2") for text in second.assumptions)


def test_what_is_there_is_not_rented_and_its_energy_is_that_of_a_year(tmp_path: Path) -> None:
    (found,) = planned(tmp_path, SERVER)

    year = found.room.site_kilowatts.middle * 8766 / 1000

    assert found.money.rental == ()
    assert found.money.rental_total.high == 0
    assert 0.5 * year < found.money.energy_megawatt_hours.middle < year
    assert any("of a year" in text for text in found.assumptions)
    assert not any("Cloud hour" in text for text in found.dates)


def test_software_that_is_not_named_is_that_of_other_plans(tmp_path: Path) -> None:
    (found,), (old,) = planned(tmp_path, CARD), planned(tmp_path, CARD + 'framework = "unnamed before 2023"\n')

    assert "matrix products in bf16, software unnamed from 2023" in found.assumptions
    assert "matrix products in bf16, software unnamed before 2023" in old.assumptions


def test_own_prices_change_the_bill(tmp_path: Path) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text('[[server]]\nname = "DGX H100"\npurchase = 1000\n', encoding="utf-8")

    (found,) = planned(tmp_path, SERVER, Words(prices=str(prices)))

    assert found.money.purchase[0].usd.middle == pytest.approx(1000)


def test_a_task_takes_as_long_as_the_plan_of_the_same_run(tmp_path: Path) -> None:
    (found,) = planned(tmp_path, SERVER.replace("servers = 1", "servers = 16"))
    task = next(one for one in found.tasks if one.name == "pre-train Llama-3-70B" and one.tokens == 15e12)

    alone = plan(request(Words(model="llama-3-70b", tokens="15T", gpu=("H100",), gpus=128)))

    assert task.days is not None
    assert task.days == alone.wall_days


def test_own_failure_rates_are_told(tmp_path: Path) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text("[failures]\nserver_day = 0.1\n", encoding="utf-8")

    (own,), (usual,) = planned(tmp_path, CARD, Words(prices=str(prices))), planned(tmp_path, CARD)

    assert any("your own failure rates" in text for text in own.assumptions)
    assert not any("your own failure rates" in text for text in usual.assumptions)


def test_software_that_is_not_known_is_told(tmp_path: Path) -> None:
    (found,) = planned(tmp_path, CARD + 'framework = "foo"\n')

    assert any(text.startswith("no software named 'foo' is known; taken for") for text in found.assumptions)


def test_progress_is_told_after_each_pool(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = tmp_path / "fleet.toml"
    path.write_text(CARD * 3, encoding="utf-8")

    plan_fleet(str(path), Words(), lambda done, of: told.append((done, of)))

    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 of at least 1 pool"),
        (SERVER.replace("servers", "server"), "'server' is no key of it"),
        (SERVER.replace("servers = 1", "servers = 0"), "pool 1: "),
        (SERVER + CARD.replace("A100", "A1000X"), "pool 2: .*nearest"),
        (SERVER.replace("1\n", '"one"\n'), "servers is 'one'"),
        (CARD + 'precision = "fp8"\n', "A100-SXM-80GB: no matrix products in fp8; give another precision"),
        ("gpu = H100\n", "correct the file"),
        (SERVER.replace("1\n", "1000000000\n"), "from 1 to 1,000,000"),
        (SERVER.replace("1\n", "200000\n"), "1,600,000 GPUs, and 1,000,000 are the most"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place_and_what_to_change(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PlanError) as refused:
        planned(tmp_path, text)

    assert re.search(said, str(refused.value))


def test_a_missing_file_is_told_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"none\.toml.*correct the path"):
        plan_fleet(str(tmp_path / "none.toml"), Words())


@pytest.mark.parametrize(
    "words",
    [Words(model="llama-3-8b"), Words(gpu=("H100",)), Words(gpus=8), Words(purpose="inference"), Words(sequences="8")],
)
def test_an_option_that_says_nothing_of_servers_is_refused(tmp_path: Path, words: Words) -> None:
    with pytest.raises(PlanError, match="leave out --fleet"):
        planned(tmp_path, SERVER, replace(words))


def test_a_card_in_a_server_of_eight_draws_its_own_share_of_energy(tmp_path: Path) -> None:
    cards, server = planned(tmp_path, CARD + CARD.replace("gpus = 2", "gpus = 8"))

    assert cards.money.energy_megawatt_hours.middle == pytest.approx(server.money.energy_megawatt_hours.middle / 4)
