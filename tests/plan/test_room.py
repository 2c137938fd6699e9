import pytest

from trainward.plan.failures import failures
from trainward.plan.money import exactly
from trainward.plan.overrides import apply_overrides
from trainward.plan.parts import find_gpu
from trainward.plan.room import room


def test_the_last_server_may_be_filled_in_part() -> None:
    assert room(find_gpu("H100"), 20).servers == 3


def test_four_dgx_h100_share_a_rack_cooled_by_air() -> None:
    found = room(find_gpu("H100"), 256)

    assert (found.servers, found.servers_per_rack, found.cooling) == (32, 4, "air")
    assert found.kilowatts_per_rack == pytest.approx(40.8)


def test_two_dgx_b200_share_a_rack_as_in_the_vendors_plan() -> None:
    found = room(find_gpu("B200"), 256)

    assert (found.servers_per_rack, found.cooling) == (2, "air")
    assert found.kilowatts_per_rack == pytest.approx(28.6)


def test_a_rack_of_72_gpus_is_cooled_by_liquid() -> None:
    found = room(find_gpu("GB200"), 576)

    assert (found.servers, found.servers_per_rack, found.kilowatts_per_rack) == (8, 1, 120)
    assert found.cooling == "liquid"


def test_a_server_too_hot_for_air_is_cooled_by_liquid() -> None:
    parts = apply_overrides({"air_limit_kilowatts": 10}, "mine.toml")

    found = room(find_gpu("H100"), 256, parts=parts)

    assert (found.cooling, found.servers_per_rack) == ("liquid", 5)


def test_a_room_of_one_server_has_one_rack_that_draws_what_it_draws() -> None:
    found = room(find_gpu("H100"), 8)

    assert (found.racks, found.servers_per_rack, found.kilowatts_per_rack) == (1, 1, 10.2)
    assert found.it_kilowatts == 10.2


def test_a_scalable_unit_draws_what_its_vendor_says() -> None:
    assert room(find_gpu("H100"), 256).it_kilowatts == pytest.approx(330, rel=0.07)


def test_spare_servers_need_racks_and_power() -> None:
    without, found = room(find_gpu("H100"), 256), room(find_gpu("H100"), 256, spare_servers=4)

    assert (found.servers, found.spare_servers) == (32, 4)
    assert found.racks == without.racks + 1
    assert found.it_kilowatts == pytest.approx(without.it_kilowatts + 4 * 10.2)


def test_the_site_draws_more_than_the_servers_by_the_pue() -> None:
    found = room(find_gpu("H100"), 256)

    assert 1 < found.pue.low < found.pue.middle < found.pue.high
    assert found.site_kilowatts.high == pytest.approx(found.it_kilowatts * 1.54)


def test_the_users_pue_holds() -> None:
    parts = apply_overrides({"pue": {"air": 1.2}}, "mine.toml")

    found = room(find_gpu("H100"), 256, parts=parts)

    assert found.pue.low == found.pue.high == 1.2


@pytest.mark.parametrize(("gpus", "spare"), [(32, 0), (71, 0), (72, 1), (144, 1)])
def test_a_run_that_leaves_gpus_of_one_rack_idle_buys_no_spare_rack(gpus: int, spare: int) -> None:
    gpu = find_gpu("GB200")

    risks = failures(gpu, gpus, 8e9, exactly(100.0))

    assert risks.spare_servers == spare
    assert room(gpu, gpus, risks.spare_servers).racks >= 1 + spare
