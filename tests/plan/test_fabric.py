import pytest

from trainward.errors import PlanError
from trainward.plan.fabric import fabric
from trainward.plan.fabric_designs import all_designs, find_design
from trainward.plan.parts import find_gpu
from trainward.records.plan import Fabric

# Table 3.1 of the DGX SuperPOD B200 reference architecture: GPUs, leaf, spine, core; cables of each tier are the GPUs.
B200_TABLE = [
    (512, (16, 8)),
    (1024, (32, 16)),
    (2048, (64, 32)),
    (4096, (128, 128, 64)),
    (8192, (256, 256, 128)),
    (16384, (512, 512, 256)),
]
# Tables 3 of the DGX SuperPOD B300 and B300-XDR reference architectures: GPUs, leaf, spine, cables of each tier.
B300_TABLE = [(512, 16, 8), (1024, 32, 16), (2048, 64, 32), (4096, 128, 64), (8192, 256, 128)]
XDR_TABLE = [
    (576, 8, 4, 576),
    (1152, 16, 8, 1152),
    (2304, 32, 18, 2304),
    (4608, 64, 36, 4608),
    (9216, 144, 72, 10368),
]


def switches(found: Fabric) -> tuple[int, ...]:
    return tuple(tier.switches for tier in found.tiers)


def cables(found: Fabric) -> tuple[int, ...]:
    return tuple(tier.cables for tier in found.tiers)


@pytest.mark.parametrize(("gpus", "counts"), B200_TABLE)
def test_the_fat_tree_is_that_of_the_vendors_table(gpus: int, counts: tuple[int, ...]) -> None:
    found = fabric(find_gpu("B200"), gpus)

    assert switches(found) == counts
    assert set(cables(found)) == {gpus}


@pytest.mark.parametrize(("gpus", "leaf", "spine"), B300_TABLE)
def test_the_ethernet_network_of_the_b300_is_that_of_its_table(gpus: int, leaf: int, spine: int) -> None:
    found = fabric(find_gpu("B300"), gpus)

    assert switches(found) == (leaf, spine)
    assert cables(found) == (gpus, gpus)
    assert "own table" in found.rule


@pytest.mark.parametrize(("gpus", "leaf", "spine", "each"), XDR_TABLE)
def test_the_infiniband_network_of_the_b300_is_that_of_its_table(gpus: int, leaf: int, spine: int, each: int) -> None:
    found = fabric(find_gpu("B300"), gpus, design="DGX SuperPOD B300-XDR")

    assert switches(found) == (leaf, spine)
    assert cables(found) == (each, each)


def test_127_servers_have_the_network_of_the_reference_architecture() -> None:
    found = fabric(find_gpu("H100"), 1016)

    assert switches(found) == (32, 16)
    assert cables(found) == (1016, 1024)
    assert found.transceivers == pytest.approx(1536 + 508, rel=0.01)


@pytest.mark.parametrize(("name", "gpus"), [("H100", 1), ("H100", 8), ("GB200", 72), ("TPU v5p", 4096)])
def test_what_one_scale_up_link_joins_needs_no_network(name: str, gpus: int) -> None:
    found = fabric(find_gpu(name), gpus)

    assert (found.tiers, found.transceivers) == ((), 0)
    assert "no network" in found.rule


@pytest.mark.parametrize("gpus", [9, 16, 24, 32, 64])
def test_one_switch_is_enough_for_as_many_gpus_as_it_has_ports(gpus: int) -> None:
    assert switches(fabric(find_gpu("H100"), gpus)) == (1,)


def test_one_gpu_more_than_a_switch_has_ports_needs_a_second_tier() -> None:
    assert switches(fabric(find_gpu("H100"), 65)) == (3, 2)


@pytest.mark.parametrize("gpus", [65, 100, 777, 1000, 2047, 2049, 3000, 5000, 33333])
def test_a_count_that_is_no_power_of_two_is_wired_in_full(gpus: int) -> None:
    found = fabric(find_gpu("H100"), gpus)

    leaf, *above = found.tiers
    ports = 64 * leaf.switches
    assert leaf.cables == gpus
    assert above[0].cables >= gpus
    assert leaf.cables + above[0].cables <= ports
    assert all(tier.cables <= 64 * tier.switches for tier in above)


@pytest.mark.parametrize("gpus", [65, 777, 2048])
def test_every_leaf_reaches_every_spine_by_equally_many_cables(gpus: int) -> None:
    assert 32 % switches(fabric(find_gpu("H100"), gpus))[1] == 0


def test_racks_of_72_are_joined_by_a_network_between_racks() -> None:
    found = fabric(find_gpu("GB200"), 144)

    assert found.rails == 4
    assert cables(found)[0] == 144


def test_a_table_of_servers_of_8_does_not_hold_for_racks_of_72() -> None:
    assert cables(fabric(find_gpu("GB300"), 576)) == (576, 576)


def test_a_server_has_a_rail_for_each_of_its_gpus() -> None:
    assert fabric(find_gpu("H100"), 256).rails == 8


def test_a_tree_of_three_tiers_says_where_it_ends() -> None:
    assert "65,536" not in fabric(find_gpu("H100"), 65536).rule
    assert "three tiers end at 65,536 GPUs" in fabric(find_gpu("H100"), 65544).rule


def test_a_network_of_no_gpus_is_refused() -> None:
    with pytest.raises(PlanError, match="at least 1"):
        fabric(find_gpu("H100"), 0)


def test_an_unknown_network_is_refused_with_those_there_are() -> None:
    with pytest.raises(PlanError, match=f"none of the {len(all_designs())} known .* DGX SuperPOD B300-XDR"):
        find_design("dragonfly")
