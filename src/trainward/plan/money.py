"""What a plan costs: to buy, to rent, and in energy; a price that nobody knows stays unknown."""

from collections.abc import Iterator, Sequence
from math import exp, isfinite, isnan, log, nan, sqrt
from typing import Final

from trainward.plan.parts import Parts, catalogue
from trainward.plan.site import Site, between
from trainward.records.estimate import Interval
from trainward.records.hardware import Gpu, PriceRange
from trainward.records.plan import CostLine, Money, Room

UNKNOWN: Final = Interval(nan, nan, nan)
"""A price that is not known; it counts for nothing in a total, and the total says so."""


def money(room: Room, gpu: Gpu, gpu_hours: Interval, wall_hours: Interval, parts: Parts | None = None) -> Money:
    """Return the bills of buying the room and of renting the GPU hours, and the energy of the run.

    All in US dollars. The middle of a price is the geometric mean of its range. A line whose price is not known has
    `UNKNOWN`, is left out of its total, and is named in `dates`, where every price stands with its date and source.
    Rented hours include their power. Storage, head nodes, people and taxes are in no bill. The energy is that of the
    GPUs that work, each with its share of a server, and of the switches: idle GPUs and spares draw none of it.

    Args:
        room: what is to be bought.
        gpu: its prices are those of the lines.
        gpu_hours: of the run, failures included.
        wall_hours: of the run, failures included, in which the switches are on.
        parts: where the site's prices are looked up; the catalogue where it is None.
    """
    site = (catalogue() if parts is None else parts).site
    purchase = tuple(_purchase(room, gpu, site))
    rental = (_line("GPU hours", gpu_hours, gpu.cloud_hour, f"of {gpu.name}"),)
    energy = product(_kilowatt_hours(room, gpu_hours, wall_hours), room.pue, between(site.load), exactly(1e-3))
    told = [*_left_out("purchase", purchase), *_left_out("rental", rental), *_dates(room, gpu, site)]
    return Money(
        purchase=purchase,
        purchase_total=_total(purchase),
        rental=rental,
        rental_total=_total(rental),
        energy_megawatt_hours=energy,
        energy_usd=product(energy, between(site.electricity), exactly(1000)),
        dates=tuple(told),
    )


def product(*factors: Interval) -> Interval:
    """Return a product of independent figures: their spreads add up in quadrature, on a logarithmic scale.

    Where a factor is 0 or no number, the bounds are the products of the bounds.
    """
    low, middle, high = 1.0, 1.0, 1.0
    for one in factors:
        low, middle, high = low * one.low, middle * one.middle, high * one.high
    if not all(isfinite(bound) and bound > 0 for one in factors for bound in (one.low, one.middle, one.high)):
        return Interval(low, middle, high)
    down = sqrt(sum(log(one.middle / one.low) ** 2 for one in factors))
    up = sqrt(sum(log(one.high / one.middle) ** 2 for one in factors))
    return Interval(middle * exp(-down), middle, middle * exp(up))


def exactly(value: float) -> Interval:
    """Return a figure that has no spread."""
    return Interval(value, value, value)


def _kilowatt_hours(room: Room, gpu_hours: Interval, wall_hours: Interval) -> Interval:
    """Return what the parts of the room that work for the run draw at full load, without what the site adds."""
    each = room.server.kilowatts / room.server.gpus
    switches = sum(tier.switches for tier in room.fabric.tiers) * room.fabric.switch.kilowatts
    return Interval(
        gpu_hours.low * each + wall_hours.low * switches,
        gpu_hours.middle * each + wall_hours.middle * switches,
        gpu_hours.high * each + wall_hours.high * switches,
    )


def _purchase(room: Room, gpu: Gpu, site: Site) -> Iterator[CostLine]:
    yield from _servers("servers", room.servers, room, gpu)
    if room.spare_servers:
        yield from _servers("spare servers", room.spare_servers, room, gpu)
    fabric = room.fabric
    if fabric.tiers:
        switches = sum(tier.switches for tier in fabric.tiers)
        cables = sum(tier.cables for tier in fabric.tiers)
        yield _line("switches", exactly(switches), fabric.switch.purchase, fabric.switch.name)
        if site.cable is None and site.optic is None:
            yield _line("cables and transceivers", exactly(cables), site.link, "cables with their transceivers")
        else:
            yield _line("cables", exactly(cables), site.cable, "cables")
            yield _line("transceivers", exactly(fabric.transceivers), site.optic, "transceivers")
    yield _line("building", exactly(room.it_kilowatts), site.building, "kW of IT load, power and cooling built anew")


def _servers(name: str, count: int, room: Room, gpu: Gpu) -> Iterator[CostLine]:
    server = room.server
    if server.purchase is not None or gpu.purchase is None:
        yield _line(name, exactly(count), server.purchase, server.name)
        return
    yield _line(f"GPUs of {name}", exactly(count * server.gpus), gpu.purchase, gpu.name)
    yield _line(f"{name} without GPUs", exactly(count), None, f"{server.name}, the rest of it")


def _line(name: str, count: Interval, price: PriceRange | None, what: str) -> CostLine:
    many = f"servers{what.removeprefix('server')}" if count.middle != 1 and what.startswith("server of ") else what
    amount = f"{count.middle:,.0f} {many}"
    if price is None:
        return CostLine(name, UNKNOWN, f"{amount}: no price is known, so the sum is without it; give your own")
    cost = f"{_dollars(price.low)} to {_dollars(price.high)}" if price.low < price.high else _dollars(price.low)
    return CostLine(name, product(count, between(price)), f"{amount} at {cost} USD, {price.date}: {price.source}")


def _dollars(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def _total(lines: Sequence[CostLine]) -> Interval:
    known = [line.usd for line in lines if not isnan(line.usd.middle)]
    if not known:
        return UNKNOWN
    return Interval(sum(one.low for one in known), sum(one.middle for one in known), sum(one.high for one in known))


def _left_out(bill: str, lines: Sequence[CostLine]) -> Iterator[str]:
    missing = [line.name for line in lines if isnan(line.usd.middle)]
    if missing:
        yield f"The {bill} total is incomplete: no price is known of {', '.join(missing)}."


def _dates(room: Room, gpu: Gpu, site: Site) -> Iterator[str]:
    priced = (
        (f"Price of {room.server.name}", room.server.purchase),
        (f"Price of {gpu.name}", None if room.server.purchase else gpu.purchase),
        (f"Cloud hour of {gpu.name}", gpu.cloud_hour),
        (f"Price of {room.fabric.switch.name}", room.fabric.switch.purchase if room.fabric.tiers else None),
        ("Price of cables with transceivers", None if site.cable or site.optic or not room.fabric.tiers else site.link),
        ("Price of cables", site.cable),
        ("Price of transceivers", site.optic),
        ("Price of the building", site.building),
        ("Price of electricity", site.electricity),
        ("PUE", site.pue_liquid if room.cooling == "liquid" else site.pue_air),
        ("Load", site.load),
    )
    for name, price in priced:
        if price is not None:
            yield f"{name}: {price.date}, {price.source}."
