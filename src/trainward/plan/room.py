"""What the servers need around them: racks, power, cooling and network."""

from math import ceil, floor

from trainward.plan.fabric import fabric
from trainward.plan.parts import Parts, catalogue, server_for
from trainward.plan.site import Site, between
from trainward.records.estimate import Interval
from trainward.records.hardware import Gpu, Server
from trainward.records.plan import Fabric, Room


def room(gpu: Gpu, gpus: int, spare_servers: int = 0, parts: Parts | None = None, design: str = "") -> Room:
    """Return the machine room of so many GPUs.

    Racks are filled to their height and, where air cools, to the power that air carries away; a server that alone
    draws more is cooled by liquid. Switches stand in racks of their own, and spare servers are counted in racks and
    power, since the room must be ready for them. The range of the site's power is that of PUE.

    Args:
        gpu: what the servers are built of.
        gpus: how many work; the last server may be filled in part.
        spare_servers: how many wait for another to fail.
        parts: where servers, switches and the site are looked up; the catalogue where it is None.
        design: the name of a network design, to have another than the usual one.

    Raises:
        PlanError: there are less than one GPU, or the design or the GPU's server is unknown.
    """
    found = catalogue() if parts is None else parts
    network = fabric(gpu, gpus, found, design)
    server = server_for(gpu, found.servers)
    working = ceil(gpus / server.gpus)
    standing = working + spare_servers
    cooling = _cooling(server, found.site)
    each = min(_servers_per_rack(server, cooling, found.site), standing)
    switch_load = sum(tier.switches for tier in network.tiers) * network.switch.kilowatts
    load = standing * server.kilowatts + switch_load
    pue = between(found.site.pue_liquid if cooling == "liquid" else found.site.pue_air)
    return Room(
        server=server,
        servers=working,
        spare_servers=spare_servers,
        racks=ceil(standing / each) + _switch_racks(network, found.site),
        servers_per_rack=each,
        kilowatts_per_rack=each * server.kilowatts,
        it_kilowatts=load,
        site_kilowatts=Interval(load * pue.low, load * pue.middle, load * pue.high),
        pue=pue,
        cooling=cooling,
        fabric=network,
    )


def _cooling(server: Server, site: Site) -> str:
    return "liquid" if server.cooling == "liquid" or server.kilowatts > site.air_limit_kilowatts else "air"


def _servers_per_rack(server: Server, cooling: str, site: Site) -> int:
    if server.rack_units == 0:
        return 1
    fitting = site.rack_units // server.rack_units
    if cooling == "air":
        fitting = min(fitting, floor(site.air_limit_kilowatts / server.kilowatts))
    return max(fitting, 1)


def _switch_racks(network: Fabric, site: Site) -> int:
    switches = sum(tier.switches for tier in network.tiers)
    each = max(floor(site.air_limit_kilowatts / network.switch.kilowatts), 1)
    return ceil(switches / each)
