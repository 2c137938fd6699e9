"""The network between servers: how many switches of which tier, and what joins them."""

from typing import Final

from trainward.errors import PlanError
from trainward.plan.fabric_designs import Design, Row, design_for, find_design
from trainward.plan.parts import Parts, catalogue, find_switch, server_for
from trainward.records.hardware import Gpu
from trainward.records.plan import Fabric, Tier

_TRAY_GPUS: Final = 4  # of a compute tray of an NVL72 rack: 72 GPUs in 18 trays, DGX SuperPOD GB200 guide
_SERVER_GPUS: Final = 16  # above it, a server is a rack of trays; chosen, no single server of the catalogue has more


def fabric(gpu: Gpu, gpus: int, parts: Parts | None = None, design: str = "") -> Fabric:
    """Return the network of so many GPUs: a rail-optimised full fat tree, as in NVIDIA's reference architectures.

    Leaves give half of their ports to GPUs. One switch serves as many GPUs as it has ports; two tiers serve half the
    square of that, with spines that every leaf reaches by equally many cables; above, a third tier is the core. Where
    a vendor's table has a row of this size, the row holds. GPUs that share one scale-up link need no network.

    Args:
        gpu: its network port chooses the design.
        gpus: how many of them.
        parts: where switches and servers are looked up; the catalogue where it is None.
        design: the name of a design of `parts/fabrics`, to have another than the usual one.

    Raises:
        PlanError: there are less than one GPU, or the design is unknown.

    Source:
        DGX SuperPOD reference architectures of H100, B200, B300 and B300-XDR, tables of component counts.
    """
    if gpus < 1:
        raise PlanError(f"network of {gpus} {gpu.name}: the count must be at least 1; give the number of GPUs")
    found = catalogue() if parts is None else parts
    chosen = find_design(design) if design else design_for(gpu)
    server = server_for(gpu, found.servers)
    switch = find_switch(chosen.switch, found.switches)
    rails = server.gpus if server.gpus <= _SERVER_GPUS else _TRAY_GPUS
    if gpus <= max(server.gpus, gpu.domain):
        return Fabric(switch, rails, (), 0, f"no network: one scale-up link joins what there is of {gpu.name}")
    row = _row(chosen, gpus, server.gpus)
    tiers = _tiers(chosen, gpus) if row is None else _tiers_of_row(row)
    at_switches = tiers[0].cables + 2 * sum(tier.cables for tier in tiers[1:])
    transceivers = -(-tiers[0].cables // chosen.gpus_per_transceiver) + -(-at_switches // 2)
    return Fabric(switch, rails, tiers, transceivers, _rule(chosen, gpu, gpus, row))


def _tiers(design: Design, gpus: int) -> tuple[Tier, ...]:
    if gpus <= design.ports:
        return (Tier("leaf", design.planes, gpus),)
    down = design.ports // 2
    leaves = -(-gpus // down)  # of one plane
    up = leaves * down
    leaf = Tier("leaf", leaves * design.planes, gpus)
    if gpus <= design.ports * down:
        spines = next(one for one in range(-(-leaves // 2), down + 1) if down % one == 0)
        return leaf, Tier("spine", spines * design.planes, up)
    cores = -(-leaves // 2)
    return leaf, Tier("spine", leaves * design.planes, up), Tier("core", cores * design.planes, up)


def _row(design: Design, gpus: int, server_gpus: int) -> Row | None:
    """Return the row of so many GPUs, by its own count or by that of its servers; it must be of such servers."""
    fitting = (one for one in design.rows if one.servers * server_gpus == one.cables)
    return next((one for one in fitting if gpus in (one.gpus, one.cables)), None)


def _tiers_of_row(row: Row) -> tuple[Tier, ...]:
    return Tier("leaf", row.leaf, row.cables), Tier("spine", row.spine, row.cables)


def _rule(design: Design, gpu: Gpu, gpus: int, row: Row | None) -> str:
    if row is not None:
        return f"{design.name}, its own table: {design.source}"
    told = f"rail-optimised full fat tree, {design.name}"
    if design.planes > 1:
        told += f", {design.planes} planes"
    limit = design.ports**3 // 4
    if gpus > limit:
        told += f"; three tiers end at {limit:,} GPUs, so a fourth tier or fewer uplinks are needed and not counted"
    if gpu.network_gbps < design.fits_gbps and not design.for_gpus:
        told += f"; each port of {gpu.network_gbps:g} Gbit/s takes one of the switch"
    return f"{told}: {design.source}"
