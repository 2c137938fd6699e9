"""Seconds that collectives take, by where the members of a group sit."""

from dataclasses import dataclass

from trainward.plan.constants import Constants
from trainward.records.hardware import Gpu
from trainward.records.layout import Layout

_GIGA = 1e9
_MICRO = 1e-6


@dataclass(frozen=True, slots=True)
class Group:
    """GPUs that exchange data: `size` of them, of which `near` sit in one scale-up domain."""

    size: int
    near: int


@dataclass(frozen=True, slots=True)
class Wires:
    """Usable bytes a second of one GPU over the scale-up link and over the network, and seconds a collective."""

    link: float
    network: float
    link_delay: float
    network_delay: float


def wires(gpu: Gpu, constants: Constants) -> Wires:
    """Return what one GPU can move in one direction."""
    return Wires(
        link=gpu.link_gb_s / 2 * _GIGA * constants.link_share,
        network=gpu.network_gbps / 8 * _GIGA * constants.network_share,
        link_delay=constants.link_delay * _MICRO,
        network_delay=constants.network_delay * _MICRO,
    )


def tensor_group(layout: Layout, gpu: Gpu) -> Group:
    """Return the tensor-parallel group: neighbours first."""
    return _group(layout.tensor, 1, gpu)


def context_group(layout: Layout, gpu: Gpu) -> Group:
    """Return the context-parallel group, strided by the tensor ranks."""
    return _group(layout.context, layout.tensor, gpu)


def data_group(layout: Layout, gpu: Gpu) -> Group:
    """Return the group over which dense gradients are summed: data and context ranks."""
    return _group(layout.data * layout.context, layout.tensor, gpu)


def expert_group(layout: Layout, gpu: Gpu) -> Group:
    """Return the expert-parallel group: neighbours first."""
    return _group(layout.expert, 1, gpu)


def expert_data_group(layout: Layout, gpu: Gpu) -> Group:
    """Return the group over which the gradients of the experts are summed."""
    size = max(1, layout.data * layout.context * layout.tensor // layout.expert)
    return _group(size, layout.expert, gpu)


def pipeline_is_near(layout: Layout, gpu: Gpu) -> bool:
    """Return whether the whole pipeline sits in one scale-up domain."""
    return layout.gpus <= gpu.domain


def ring_seconds(wires: Wires, group: Group, size_bytes: float) -> float:
    """Return the time of an all-gather or a reduce-scatter of `size_bytes` (the whole, not the shard).

    Source: nccl-tests, doc/PERFORMANCE.md: S/B x (n-1)/n; an all-reduce is two of them.
    """
    if group.size <= 1 or size_bytes <= 0:
        return 0.0
    share = (group.size - 1) / group.size
    if group.near >= group.size:
        return size_bytes * share / wires.link + wires.link_delay
    speed = min(wires.link, wires.network * group.near)
    return size_bytes * share / speed + wires.network_delay


def exchange_seconds(wires: Wires, group: Group, sent_bytes: float, copies: int, most_domains: int = 0) -> float:
    """Return the time of an all-to-all in which each GPU sends its `sent_bytes` to `copies` members of the group.

    Over the network a token goes once to each domain that has one of its experts, and is copied there; to
    `most_domains` at most, 0 for any number.
    """
    if group.size <= 1 or sent_bytes <= 0:
        return 0.0
    domains = group.size / group.near
    share = 1 - (1 - 1 / domains) ** copies  # of the domains, each that a token reaches
    if most_domains:
        share = min(share, most_domains / domains)
    reached = (domains - 1) * share
    near = sent_bytes * copies * (group.near - 1) / group.near / wires.link
    far = sent_bytes * reached / wires.network
    return max(near, far) + (wires.network_delay if far else wires.link_delay)


def _group(size: int, stride: int, gpu: Gpu) -> Group:
    near = max(1, min(size, gpu.domain // stride)) if stride <= gpu.domain else 1
    return Group(size, near)
