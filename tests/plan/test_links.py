from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper_questions import ALIKE, H100

from trainward.plan.constants import fitted
from trainward.plan.links import (
    Group,
    Wires,
    context_group,
    data_group,
    exchange_seconds,
    expert_data_group,
    expert_group,
    pipeline_is_near,
    ring_seconds,
    tensor_group,
    wires,
)
from trainward.plan.parts import find_gpu
from trainward.records.layout import Layout

NVL72 = find_gpu("GB200")
WIRES = Wires(link=400e9, network=40e9, link_delay=1e-5, network_delay=3e-5)


def test_a_ring_in_one_server_moves_all_but_one_nth_of_the_whole() -> None:
    assert ring_seconds(WIRES, Group(8, 8), 1e9) == pytest.approx(1e9 * 7 / 8 / 400e9 + 1e-5)


def test_a_ring_between_servers_goes_at_the_speed_of_their_ports_together() -> None:
    assert ring_seconds(WIRES, Group(64, 4), 1e9) == pytest.approx(1e9 * 63 / 64 / 160e9 + 3e-5)


def test_many_ports_are_no_faster_than_the_link_inside() -> None:
    assert ring_seconds(WIRES, Group(720, 72), 1e9) == pytest.approx(1e9 * 719 / 720 / 400e9 + 3e-5)


@pytest.mark.parametrize(("group", "size"), [(Group(1, 1), 1e9), (Group(8, 8), 0.0)])
def test_nothing_to_send_or_nobody_to_send_it_to_takes_no_time(group: Group, size: float) -> None:
    assert ring_seconds(WIRES, group, size) == 0
    assert exchange_seconds(WIRES, group, size, copies=2) == 0


def test_an_exchange_in_one_server_sends_every_copy_over_the_link() -> None:
    assert exchange_seconds(WIRES, Group(8, 8), 1e9, copies=2) == pytest.approx(2e9 * 7 / 8 / 400e9 + 1e-5)


def test_an_exchange_between_two_servers_sends_half_of_single_copies_over_the_network() -> None:
    assert exchange_seconds(WIRES, Group(16, 8), 1e9, copies=1) == pytest.approx(1e9 / 2 / 40e9 + 3e-5)


@ALIKE
@given(st.integers(2, 64), st.sampled_from([1, 2, 4, 8]), st.integers(1, 16))
def test_an_exchange_reaches_no_more_servers_than_there_are_and_no_more_than_copies(
    domains: int, near: int, copies: int
) -> None:
    far = exchange_seconds(replace(WIRES, link=1e30, network_delay=0.0), Group(domains * near, near), 40e9, copies)

    assert 0 < far <= min(domains - 1, copies) * (1 + 1e-9)


@pytest.mark.parametrize(("limit", "reached"), [(1, 7 / 8), (4, 4 * 7 / 8), (8, 7), (0, 7)])
def test_a_token_of_many_experts_reaches_no_more_servers_than_routing_allows(limit: int, reached: float) -> None:
    free = replace(WIRES, link=1e30, network_delay=0.0)

    seconds = exchange_seconds(free, Group(64, 8), 40e9, copies=1000, most_domains=limit)

    assert seconds == pytest.approx(reached)


@ALIKE
@given(st.integers(1, 4096), st.floats(1, 1e12), st.floats(1, 1e12))
def test_more_bytes_never_take_less_time(size: int, some: float, others: float) -> None:
    group = Group(size, min(size, 8))
    less, more = sorted((some, others))

    assert ring_seconds(WIRES, group, less) <= ring_seconds(WIRES, group, more)
    assert exchange_seconds(WIRES, group, less, 2) <= exchange_seconds(WIRES, group, more, 2)


def test_a_gpu_sends_at_no_more_than_one_direction_of_its_link_and_its_port() -> None:
    found = wires(H100, fitted())

    assert 0 < found.link < 450e9
    assert 0 < found.network < 50e9
    assert found.link_delay < found.network_delay


@pytest.mark.parametrize(("tensor", "size", "near"), [(1, 64, 8), (2, 64, 4), (8, 64, 1), (16, 64, 1), (3, 64, 2)])
def test_replicas_of_a_wider_split_have_fewer_neighbours_in_a_server(tensor: int, size: int, near: int) -> None:
    assert data_group(Layout(64 * tensor, tensor=tensor, data=64), H100) == Group(size, near)


def test_a_rack_holds_more_neighbours_than_a_server() -> None:
    layout = Layout(512, tensor=8, data=64)

    assert data_group(layout, NVL72) == Group(64, 9)


def test_tensor_ranks_are_neighbours_and_context_ranks_come_next() -> None:
    layout = Layout(64, tensor=4, context=4, data=4)

    assert tensor_group(layout, H100) == Group(4, 4)
    assert context_group(layout, H100) == Group(4, 2)
    assert data_group(layout, H100).size == 16


def test_experts_and_the_copies_of_an_expert_divide_the_ranks_of_a_stage() -> None:
    layout = Layout(64, tensor=2, context=2, data=16, expert=8)

    assert expert_group(layout, H100) == Group(8, 8)
    assert expert_data_group(layout, H100) == Group(8, 1)


def test_a_pipeline_is_near_only_if_all_of_it_is_in_one_domain() -> None:
    assert pipeline_is_near(Layout(8, pipeline=8), H100)
    assert not pipeline_is_near(Layout(16, pipeline=2, data=8), H100)
    assert pipeline_is_near(Layout(64, pipeline=2, data=32), NVL72)


def test_a_wider_domain_is_never_slower() -> None:
    narrow = [data_group(Layout(64, data=64), replace(H100, domain=domain)) for domain in (1, 2, 8, 64)]

    seconds = [ring_seconds(WIRES, group, 1e10) for group in narrow]

    assert seconds == sorted(seconds, reverse=True)
