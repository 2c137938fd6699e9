from collections import Counter

import pytest

from trainward.errors import PlanError
from trainward.plan.part_tables import parse_gpu, parse_price, parse_server
from trainward.plan.parts import (
    all_gpus,
    all_servers,
    all_switches,
    assumed_power,
    find_gpu,
    find_switch,
    name_form,
    other_readings,
    server_for,
    tables,
)
from trainward.records.hardware import Gpu

GENERATIONS = {
    "volta",
    "turing",
    "cdna2",
    "ampere",
    "hopper",
    "blackwell",
    "ada",
    "cdna3",
    "cdna4",
    "gaudi",
    "tpu",
    "ascend",
    "trainium",
}
OWN = {"name": "My card", "bf16_tflops": 400, "memory_gb": 64, "bandwidth_tb_s": 2.0, "link_gb_s": 600, "watts": 500}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("H100", "H100-SXM-80GB"),
        ("h100-80gb", "H100-SXM-80GB"),
        ("H100-SXM-80GB", "H100-SXM-80GB"),
        ("NVIDIA H100 80GB HBM3", "H100-SXM-80GB"),
        ("H100-PCIe-80GB", "H100-PCIe-80GB"),
        ("H100-96GB-500W", "H100-96GB-500W"),
        ("A100 80GB", "A100-SXM-80GB"),
        ("NVIDIA A100-SXM4-40GB", "A100-SXM-40GB"),
        ("B300-SXM", "B300-SXM-288GB"),
        ("GB200 (per GPU)", "GB200"),
        ("Tesla V100-SXM2-32GB", "V100-SXM2-32GB"),
        ("NVIDIA GeForce RTX 4090", "RTX 4090"),
        ("AMD Instinct MI300X", "MI300X"),
        ("tpu_v5p", "TPU v5p"),
    ],
)
def test_a_gpu_is_found_however_its_name_is_written(written: str, meant: str) -> None:
    assert find_gpu(written).name == meant


@pytest.mark.parametrize("gpu", all_gpus(), ids=lambda gpu: gpu.name)
def test_every_gpu_is_found_by_all_of_its_names(gpu: Gpu) -> None:
    assert {find_gpu(name) for name in (gpu.name, *gpu.aliases)} == {gpu}


def test_no_two_gpus_share_a_name() -> None:
    forms = Counter(form for gpu in all_gpus() for form in set(map(name_form, (gpu.name, *gpu.aliases))))

    assert [form for form, count in forms.items() if count > 1] == []


@pytest.mark.parametrize("gpu", all_gpus(), ids=lambda gpu: gpu.name)
def test_every_gpu_has_a_generation_a_year_and_a_source(gpu: Gpu) -> None:
    assert gpu.generation in GENERATIONS
    assert 2017 <= gpu.year <= 2026
    assert gpu.source


@pytest.mark.parametrize("gpu", all_gpus(), ids=lambda gpu: gpu.name)
def test_no_matrix_product_was_measured_faster_than_the_data_sheet(gpu: Gpu) -> None:
    assert (gpu.matmul_tflops or 0) < gpu.bf16_tflops


@pytest.mark.parametrize("gpu", all_gpus(), ids=lambda gpu: gpu.name)
def test_every_gpu_has_a_server_that_feeds_it(gpu: Gpu) -> None:
    server = server_for(gpu)

    assert server.kilowatts * 1000 > server.gpus * (gpu.watts or 0)


def test_the_file_of_a_gpu_has_the_form_of_its_name() -> None:
    assert {where for where, _ in tables("gpus")} == {f"gpus/{name_form(gpu.name)}.toml" for gpu in all_gpus()}


def test_every_price_is_dated_and_has_a_source() -> None:
    parts = (*all_gpus(), *all_servers(), *all_switches())
    prices = [price for part in parts for price in (part.purchase, getattr(part, "cloud_hour", None)) if price]

    assert prices
    assert all(price.date and price.source and 0 < price.low <= price.high for price in prices)


def test_only_the_figures_of_the_ascend_910b_are_disputed() -> None:
    assert [gpu.name for gpu in all_gpus() if gpu.disputed] == ["Ascend 910B"]


def test_parts_before_ampere_have_no_bf16() -> None:
    assert {gpu.generation for gpu in all_gpus() if not gpu.has_bf16} == {"volta", "turing"}


def test_an_unknown_gpu_is_refused_with_the_three_nearest_and_a_way_out() -> None:
    with pytest.raises(PlanError, match=r"'H1000': none of the \d+ known .* H100-SXM-80GB, .*, .*; .*\[\[gpu\]\]"):
        find_gpu("H1000")


def test_the_later_of_two_gpus_of_one_name_counts() -> None:
    own = parse_gpu({**OWN, "name": "H100"}, "own.toml")

    assert find_gpu("h100", (*all_gpus(), own)) is own


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("A100", ("A100-PCIe-80GB", "A100-SXM-40GB")),
        ("8x A100", ("A100-PCIe-80GB", "A100-SXM-40GB")),
        ("A100-80G", ("A100-PCIe-80GB",)),
        ("A100-SXM-80GB", ()),
        ("A100-40GB", ()),
        ("H200", ()),
        ("MI300X", ()),
        ("p4d.24xlarge", ()),
    ],
)
def test_a_name_that_several_gpus_share_is_told_with_the_others(written: str, others: tuple[str, ...]) -> None:
    assert other_readings(written, find_gpu(written)) == others


@pytest.mark.parametrize("written", ["A100-64GB", "H100-64GB", "A10G", "L40", "TPU v2", "MI250Y", "80GB", "8x", "DGX"])
def test_a_gpu_is_not_taken_for_one_that_is_written_alike(written: str) -> None:
    with pytest.raises(PlanError, match="none of the"):
        find_gpu(written)


def test_a_switch_is_found_without_its_vendor() -> None:
    assert find_switch("qm9700").ports == 64


def test_a_gpu_of_unknown_power_gets_a_server_that_says_what_it_assumes() -> None:
    server = server_for(find_gpu("H20"))

    assert server.kilowatts == pytest.approx(10.2, abs=0.1)
    assert "700 W assumed" in server.source


@pytest.mark.parametrize("gpu", all_gpus(), ids=lambda gpu: gpu.name)
def test_power_is_supposed_where_neither_the_gpus_nor_its_servers_is_known(gpu: Gpu) -> None:
    told = assumed_power(gpu)

    assert bool(told) == ("assumed" in server_for(gpu).source)
    assert all(gpu.name in one and "700 W" in one for one in told)


def test_the_power_of_an_h20_and_an_ascend_910b_is_supposed() -> None:
    assert assumed_power(find_gpu("H20"))
    assert assumed_power(find_gpu("Ascend 910B"))
    assert assumed_power(find_gpu("H100")) == ()


def test_a_gpu_is_made_from_a_table() -> None:
    gpu = parse_gpu(OWN, "own.toml")

    assert (gpu.name, gpu.bf16_tflops, gpu.watts, gpu.domain) == ("My card", 400.0, 500.0, 8)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"memry_gb": 64}, "own.toml: 'memry_gb' .* write 'memory_gb'"),
        ({"memory_gb": -1}, "own.toml: memory_gb is -1, it must be a number from 0.1 to 1,000,000"),
        ({"memory_gb": "64"}, "own.toml: memory_gb is '64'"),
        ({"memory_gb": True}, "own.toml: memory_gb is true"),
        ({"watts": float("nan")}, "own.toml: watts is nan"),
        ({"domain": 8.5}, "own.toml: domain is 8.5, it must be a whole number"),
        ({"has_bf16": "yes"}, "own.toml: has_bf16 is 'yes', it must be true or false"),
        ({"aliases": "card"}, "own.toml: aliases is 'card', it must be a list of texts"),
        ({"purchase": 9000}, "own.toml: purchase is 9000; make it a table"),
    ],
)
def test_a_wrong_entry_of_a_gpu_is_told_with_its_place(change: dict[str, object], told: str) -> None:
    with pytest.raises(PlanError, match=told):
        parse_gpu({**OWN, **change}, "own.toml")


def test_what_a_gpu_lacks_is_told_at_once() -> None:
    with pytest.raises(PlanError, match=r"own.toml: it has no bf16_tflops, memory_gb, "):
        parse_gpu({"name": "My card"}, "own.toml")


def test_a_price_range_upside_down_is_refused() -> None:
    with pytest.raises(PlanError, match="the low price 2 is above the high price 1; swap"):
        parse_price({"low": 2, "high": 1, "date": "2026", "source": "offer"}, "own.toml")


def test_a_server_is_cooled_by_air_or_liquid() -> None:
    table = {"name": "mine", "gpus": 8, "kilowatts": 10, "rack_units": 8, "cooling": "oil"}

    with pytest.raises(PlanError, match="cooling is 'oil'"):
        parse_server(table, "own.toml")
