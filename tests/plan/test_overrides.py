import tomllib

import pytest

from trainward.errors import PlanError
from trainward.plan import overrides
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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[electrcity]\nlow = 1", "mine.toml: 'electrcity' .* write 'electricity'"),
        ("electricity = -1", "mine.toml, electricity: low is -1, it must be a number above 0"),
        ("[electricity]\nlow = 2\nhigh = 1", "mine.toml, electricity: the low price 2 is above the high price 1"),
        ("[electricity]\nlow = 2", "mine.toml, electricity: 1 of its keys are missing; add high"),
        ("electricity = 'cheap'", "mine.toml: electricity is 'cheap', it must be a table"),
        ("pue = 1.2", "mine.toml, pue is 1.2, it must be a table"),
        ("[pue]\nair = 0.9", "mine.toml, pue.air: 0.9 is below 1"),
        ("[failures]\nrepair = 3", "mine.toml, failures: 'repair' .* write 'repair_days'"),
        ("rack_units = 0", "mine.toml: rack_units is 0"),
        ("gpu = 3", "mine.toml: gpu is 3, it must be a list of tables"),
        ("[[gpu]]\nname = 'H101'\nwatts = 3", "mine.toml, gpu 1: 4 .* missing.* nearest are H100"),
        ("[[gpu]]\nname = 'H100'\nmemry_gb = 3", "mine.toml, gpu 1: 'memry_gb' .* write 'memory_gb'"),
        ("[[gpu]]\nname = 'H100'\n[[gpu]]\nname = 'A100'\nwatts = 0", "mine.toml, gpu 2: watts is 0"),
    ],
)
def test_a_wrong_table_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(PlanError, match=told):
        laid(text)
