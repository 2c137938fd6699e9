from math import isnan

import pytest

from trainward.plan.money import exactly, money, product
from trainward.plan.overrides import apply_overrides
from trainward.plan.parts import Parts, find_gpu
from trainward.plan.room import room
from trainward.records.estimate import Interval
from trainward.records.plan import Money


def bills(name: str, gpus: int, hours: float = 100.0, parts: Parts | None = None, spare_servers: int = 0) -> Money:
    gpu = find_gpu(name, None if parts is None else parts.gpus)
    return money(room(gpu, gpus, spare_servers, parts), gpu, exactly(gpus * hours), exactly(hours), parts)


def named(found: Money) -> dict[str, Interval]:
    return {line.name: line.usd for line in (*found.purchase, *found.rental)}


def test_a_cluster_of_h100_is_priced_line_by_line() -> None:
    found = bills("H100", 1024)

    lines = named(found)
    assert lines["servers"].low == pytest.approx(128 * 270_000)
    assert lines["servers"].high == pytest.approx(128 * 350_000)
    assert lines["switches"].low == pytest.approx(48 * 36_000)
    assert lines["cables and transceivers"].high == pytest.approx(2_621_440)
    assert found.purchase_total.middle == pytest.approx(sum(line.usd.middle for line in found.purchase))


def test_every_line_says_count_price_date_and_source() -> None:
    says = bills("H100", 1024).purchase[0].says

    assert says.startswith("128 DGX H100 at 270,000 to 350,000 USD, 2024-08: ")


def test_a_bill_that_is_whole_is_not_called_incomplete() -> None:
    assert not any("incomplete" in told for told in bills("H100", 1024).dates)


def test_an_unknown_price_is_said_and_left_out_of_the_total() -> None:
    found = bills("B200", 1024)

    missing = next(line for line in found.purchase if line.name == "servers without GPUs")
    known = [line.usd.low for line in found.purchase if not isnan(line.usd.low)]
    assert isnan(missing.usd.middle)
    assert "no price is known" in missing.says
    assert found.purchase_total.low == pytest.approx(sum(known))
    assert found.dates[0] == "The purchase total is incomplete: no price is known of servers without GPUs."


def test_a_rental_without_a_price_has_no_total() -> None:
    found = bills("GB300", 72)

    assert isnan(found.rental_total.middle)
    assert any(told.startswith("The rental total is incomplete") for told in found.dates)


def test_rent_is_gpu_hours_times_the_cloud_hour() -> None:
    found = bills("H100", 8, hours=10.0)

    assert (found.rental_total.low, found.rental_total.high) == (pytest.approx(80 * 1.49), pytest.approx(80 * 5.0))


def test_one_server_needs_no_switches_or_cables() -> None:
    assert set(named(bills("H100", 8))) == {"servers", "building", "GPU hours"}


def test_spare_servers_are_a_line_of_their_own() -> None:
    assert named(bills("H100", 64, spare_servers=1))["spare servers"].low == pytest.approx(270_000)


def test_cables_and_transceivers_are_priced_apart_where_the_user_does() -> None:
    parts = apply_overrides({"cable": 80, "optic": 700}, "mine.toml")

    lines = named(bills("H100", 1024, parts=parts))

    assert lines["cables"].middle == pytest.approx(2048 * 80)
    assert lines["transceivers"].middle == pytest.approx(2048 * 700)
    assert "cables and transceivers" not in lines


def test_energy_is_the_power_of_the_site_over_the_run() -> None:
    parts = apply_overrides({"pue": {"air": 1.5}, "load": 0.8, "electricity": 0.1}, "mine.toml")

    found = bills("H100", 8, hours=1000.0, parts=parts)

    assert found.energy_megawatt_hours.middle == pytest.approx(10.2 * 1.5 * 0.8)
    assert found.energy_usd.middle == pytest.approx(10.2 * 1.5 * 0.8 * 100)


def test_the_energy_of_olmo_3_32b_lies_in_the_range() -> None:
    # 1.05M hours of H100 drew 681 MWh in the GPUs alone (engineered.at); a DGX H100 draws 1.82 times its GPUs.
    found = bills("H100", 1024, hours=1.05e6 / 1024)

    assert found.energy_megawatt_hours.low < 681 * 1.82 * 1.2 < found.energy_megawatt_hours.high


def test_every_price_used_is_dated() -> None:
    dates = " ".join(bills("H100", 1024).dates)

    for name in ("DGX H100: 2024-08", "H100-SXM-80GB: 2026-05", "QM9700: 2024-08", "electricity: 2026", "PUE: 2026"):
        assert name in dates


def test_spreads_of_a_product_add_up_in_quadrature() -> None:
    found = product(Interval(0.5, 1.0, 2.0), Interval(1.0, 1.0, 2.0), exactly(3.0))

    assert found.low == pytest.approx(1.5)
    assert found.high == pytest.approx(3.0 * 2 ** (2**0.5))


def test_a_product_with_nothing_is_nothing() -> None:
    assert product(Interval(1.0, 2.0, 3.0), exactly(0.0)) == exactly(0.0)


def test_idle_gpus_of_a_server_draw_none_of_the_energy() -> None:
    one, whole = bills("H100", 1), bills("H100", 8)

    assert one.energy_megawatt_hours.middle == pytest.approx(whole.energy_megawatt_hours.middle / 8)
    assert one.energy_usd.middle == pytest.approx(whole.energy_usd.middle / 8)


def test_a_gpu_of_a_rack_draws_its_share_of_the_rack() -> None:
    parts = apply_overrides({"pue": {"liquid": 1.25}, "load": 0.8}, "mine.toml")

    found = bills("GB200", 32, hours=10.0, parts=parts)

    assert found.energy_megawatt_hours.middle == pytest.approx(320 * 120 / 72 * 1.25 * 0.8 / 1000)


def test_spare_servers_draw_none_of_the_energy() -> None:
    assert bills("H100", 64, spare_servers=2).energy_megawatt_hours == bills("H100", 64).energy_megawatt_hours


def test_switches_draw_energy_as_long_as_the_run_takes() -> None:
    parts = apply_overrides({"pue": {"air": 1.5}, "load": 0.8}, "mine.toml")
    around = room(find_gpu("H100"), 64, parts=parts)

    found = bills("H100", 64, hours=1000.0, parts=parts)

    assert around.it_kilowatts > 8 * 10.2
    assert found.energy_megawatt_hours.middle == pytest.approx(around.it_kilowatts * 1.5 * 0.8)
