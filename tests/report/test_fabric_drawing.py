import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import plans
import pytest

from trainward.records.plan import Room, Tier
from trainward.report.fabric_drawing import WIDTH, fabric_drawing

SIZES = pytest.mark.parametrize("servers", [1, 2, 4, 9, 32, 64, 256, 2048])
SVG = "{http://www.w3.org/2000/svg}"


def parsed(room: Room) -> ET.Element:
    return ET.fromstring(fabric_drawing(room))


def words(room: Room) -> list[str]:
    return [one.text or "" for one in parsed(room).iter(f"{SVG}text")]


def boxes(room: Room) -> list[tuple[float, float, float]]:
    """Return left, right and upper edge of each switch and server."""
    found = [one for one in parsed(room).iter(f"{SVG}rect") if one.get("rx")]
    return [(x := float(one.attrib["x"]), x + float(one.attrib["width"]), float(one.attrib["y"])) for one in found]


@SIZES
def test_boxes_lie_beside_each_other_and_inside_the_drawing(servers: int) -> None:
    found = boxes(plans.room(servers))

    for row in {upper for _, _, upper in found}:
        spans = sorted((left, right) for left, right, upper in found if upper == row)
        assert spans[0][0] >= 150
        assert spans[-1][1] <= WIDTH - 120
        assert all(one[1] < other[0] for one, other in pairwise(spans))


@SIZES
def test_every_tier_has_its_switches_and_cables_told(servers: int) -> None:
    room = plans.room(servers)
    told = words(room)

    for tier in room.fabric.tiers:
        assert tier.name in told
        assert f"{tier.switches:,} switch{'' if tier.switches == 1 else 'es'}" in told
        assert f"{tier.cables:,} cables" in told


@SIZES
def test_a_row_ends_with_its_last_member(servers: int) -> None:
    assert f"{servers:,}" in words(plans.room(servers))


def test_racks_power_and_spares_are_told() -> None:
    told = words(plans.room(32))

    assert "8 racks: up to 4 servers and 40.8 kW a rack, cooled by air" in told
    assert "32 DGX H100" in told
    assert "and 1 spare" in told


def test_one_server_needs_no_network() -> None:
    room = plans.room(1)

    assert "no network is needed between servers" in words(room)
    assert list(parsed(room).iter(f"{SVG}line")) == []


def test_the_first_rail_of_all_servers_of_a_group_ends_at_one_leaf() -> None:
    lines = [one for one in parsed(plans.room(32)).iter(f"{SVG}line") if one.get("stroke-width") == "1.6"]

    assert len(lines) == 4
    assert len({one.attrib["x2"] for one in lines}) == 1


@pytest.mark.parametrize("switches", [1, 5, 12, 65])
def test_leaves_that_rails_do_not_divide_are_drawn_too(switches: int) -> None:
    room = plans.room(18)
    odd = replace(room, fabric=replace(room.fabric, tiers=(Tier("leaf", switches, 144),)))

    assert f"{switches} switch{'' if switches == 1 else 'es'}" in words(odd)


def test_a_name_that_looks_like_markup_stays_text() -> None:
    told = words(plans.HURTFUL.room)

    assert any("</script>" in one for one in told)
