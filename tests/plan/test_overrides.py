import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainward.errors import PlanError
from trainward.plan import overrides
from trainward.plan.failures import goodput, hours_between
from trainward.plan.overrides import apply_overrides
from trainward.plan.parts import Parts, all_gpus, catalogue, find_gpu, find_switch, server_for


def laid(text: str) -> Parts:
    return apply_overrides(tomllib.loads(text), "mine.toml")


def test_an_empty_table_changes_nothing() -> None:
    assert laid("") == catalogue()


def test_naming_every_gpu_changes_none() -> None:
    found = apply_overrides({"gpu": [{"name": gpu.name} for gpu in all_gpus()]}, "mine.toml")

    assert [find_gpu(gpu.name, found.gpus) for gpu in all_gpus()] == list(all_gpus())


def test_the_form_that_the_page_shows_is_read() -> None:
    lines = (overrides.__doc__ or "").split("optional:\n", 1)[1].splitlines()

    found = laid("\n".join(line.removeprefix("    ") for line in lines))

    assert found.site.cable is not None
    assert (found.site.electricity.high, found.site.pue_air.high, found.site.failures.repair_days) == (0.09, 1.2, 1)
    assert find_gpu("my card", found.gpus).watts == 500


def test_a_price_may_be_one_number() -> None:
    price = find_gpu("H100", laid('[[gpu]]\nname = "H100"\ncloud_hour = 2.1').gpus).cloud_hour

    assert price is not None
    assert (price.low, price.high, price.date, price.source) == (2.1, 2.1, "not dated", "mine.toml, gpu 1")


def test_a_changed_gpu_keeps_the_rest_of_its_figures() -> None:
    found = find_gpu("H100", laid('[[gpu]]\nname = "h100"\nwatts = 500').gpus)

    assert (found.name, found.watts, found.matmul_tflops) == ("H100-SXM-80GB", 500, find_gpu("H100").matmul_tflops)


def test_servers_and_switches_take_prices() -> None:
    found = laid('[[server]]\nname = "DGX B200"\npurchase = 400000\n[[switch]]\nname = "Q3400-RA"\npurchase = 90000')

    server, switch = server_for(find_gpu("B200"), found.servers), find_switch("Q3400-RA", found.switches)
    assert server.purchase is not None
    assert switch.purchase is not None
    assert (server.purchase.low, switch.purchase.high) == (400000, 90000)


def test_the_pue_of_liquid_stays_where_only_that_of_air_is_given() -> None:
    found = laid("[pue]\nair = { low = 1.2, high = 1.3 }")

    assert found.site.pue_air.high == 1.3
    assert found.site.pue_liquid == catalogue().site.pue_liquid


def test_the_memory_that_was_measured_is_forgotten_where_the_user_tells_another() -> None:
    found = laid('[[gpu]]\nname = "H100"\nmemory_gb = 40\n[[gpu]]\nname = "A100"\nwatts = 300')

    assert find_gpu("H100", found.gpus).usable_gib is None
    assert find_gpu("A100", found.gpus).usable_gib == find_gpu("A100").usable_gib


def test_the_range_of_failures_follows_the_users_own_rate() -> None:
    rates, usual = laid("[failures]\nserver_day = 0.013").site.failures, catalogue().site.failures

    assert rates.server_day_low == pytest.approx(2 * usual.server_day_low)
    assert rates.server_day_high == pytest.approx(2 * usual.server_day_high)
    assert rates.source == "mine.toml, failures"
    assert rates.job_source == usual.job_source


@given(
    told=st.fixed_dictionaries(
        {},
        optional={
            "server_day": st.floats(1e-9, 1),
            "server_day_low": st.floats(1e-9, 1),
            "server_day_high": st.floats(1e-9, 1),
            "job_day": st.floats(1e-9, 1),
            "job_servers": st.floats(1, 1e6),
            "restart_minutes": st.floats(0.01, 1440),
            "storage_gb_s": st.floats(0.001, 1e6),
            "least_save_seconds": st.floats(0.001, 3600),
        },
    ),
    gpus=st.integers(1, 1_000_000),
    params=st.floats(1e3, 1e13),
)
def test_failures_of_every_table_that_is_taken_are_told_with_ordered_ranges(
    told: dict[str, float], gpus: int, params: float
) -> None:
    try:
        rates = apply_overrides({"failures": told}, "mine.toml").site.failures
    except PlanError as refused:
        if "outside its range" in str(refused):
            return
        raise

    for one in (hours_between(gpus / 8, rates), goodput(gpus, params, rates)):
        assert 0 < one.low <= one.middle * 1.000001
        assert one.middle <= one.high * 1.000001


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[electrcity]\nlow = 1", "mine.toml: 'electrcity' .* write 'electricity'"),
        ("electricity = -1", "mine.toml, electricity: low is -1, it must be a number from 0 to 1,000,000,000"),
        ("[electricity]\nlow = 2\nhigh = 1", "mine.toml, electricity: the low price 2 is above the high price 1"),
        ("[electricity]\nlow = 2", "mine.toml, electricity: it has no high; add it"),
        ("electricity = 'cheap'", "mine.toml: electricity is 'cheap', it must be a table"),
        ("pue = 1.2", "mine.toml, pue is 1.2, it must be a table"),
        ("[pue]\nair = 0.9", "mine.toml, pue: air is 0.9, it must be a number from 1 to 3"),
        ("[failures]\nrepair = 3", "mine.toml, failures: 'repair' .* write 'repair_days'"),
        ("rack_units = 0", "mine.toml: rack_units is 0"),
        ("gpu = 3", "mine.toml: gpu is 3, it must be a list of tables"),
        (
            "[[gpu]]\nname = 'H101'\nwatts = 3",
            "mine.toml, gpu 1: it has no bf16_tflops, .*; add them; .* nearest are H100",
        ),
        ("[[gpu]]\nname = 'H100'\nmemry_gb = 3", "mine.toml, gpu 1: 'memry_gb' .* write 'memory_gb'"),
        (
            "[[gpu]]\nname = 'H100'\n[[gpu]]\nname = 'h100-sxm'\nwatts = 3",
            "gpu 2: H100-SXM-80GB is told 2 times, first in",
        ),
        ("[[gpu]]\nname = 'H100'\ncloud_hour = 1e308", "gpu 1, cloud_hour: low is 1e.308, .* from 0 to 1,000,000,000"),
        ("[[gpu]]\nname = 'H100'\nbf16_tflops = 1e-300", "bf16_tflops is 1e-300, it must be a number from 0.01"),
        ("[load]\nlow = 5\nhigh = 9", "mine.toml: load is 5, it must be a number from 0.01 to 1.2"),
        ("[pue]\nliquid = 7", "mine.toml, pue: liquid is 7, it must be a number from 1 to 3"),
        ("[failures]\nserver_day = 1e9", "failures: server_day is 1000000000, it must be a number from 1e-09 to 1"),
        ("[failures]\nserver_day_low = 0.5", "server_day is 0.0065, outside its range of 0.5 to 0.00766; give"),
        ("rack_units = 0.5", "mine.toml: rack_units is 0.5, it must be a number from 1 to 200"),
        ("electricity = 2026-09-01", "mine.toml: electricity is 2026-09-01, it must be a table"),
        ("[[gpu]]\nname = 'H100'\n[[gpu]]\nname = 'A100'\nwatts = 0", "mine.toml, gpu 2: watts is 0"),
    ],
)
def test_a_wrong_table_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(PlanError, match=told):
        laid(text)
