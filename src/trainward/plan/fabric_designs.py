"""Finds the designs of networks: every TOML file below `parts/fabrics` is one, and nothing registers it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from trainward.errors import PlanError
from trainward.plan.part_tables import positive, require_known
from trainward.plan.parts import name_form, nearest, tables
from trainward.records.hardware import Gpu

_ROW: Final = ("gpus", "servers", "cables", "leaf", "spine")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a vendor's own table of switches; `cables` run to the servers, and as many from leaf to spine."""

    gpus: int
    servers: int
    cables: int
    leaf: int
    spine: int


@dataclass(frozen=True, slots=True)
class Design:
    """A rail-optimised full fat tree of one kind of switch, `ports` of them each.

    Every GPU has a port in each of `planes`, and one cable carries them all; `gpus_per_transceiver` share the
    transceiver of a server. It suits ports of a GPU up to `fits_gbps`, and is the usual one of `for_gpus`.
    """

    name: str
    switch: str
    ports: int
    planes: int
    gpus_per_transceiver: int
    fits_gbps: float
    for_gpus: tuple[str, ...]
    rows: tuple[Row, ...]
    source: str


@cache
def all_designs() -> tuple[Design, ...]:
    """Return every design, the slowest ports first, then by name."""
    found = (_design(table, where) for where, table in tables("fabrics"))
    return tuple(sorted(found, key=lambda one: (one.fits_gbps, bool(one.for_gpus), one.name)))


def find_design(name: str) -> Design:
    """Return the design of this name; case, spaces and punctuation do not count.

    Raises:
        PlanError: none has this name; the message offers those there are.
    """
    for design in all_designs():
        if name_form(design.name) == name_form(name):
            return design
    near = nearest(name, all_designs(), lambda one: (one.name,))
    count = len(all_designs())
    raise PlanError(f"network {name!r}: none of the {count} known has this name; choose {' or '.join(near)}")


def design_for(gpu: Gpu) -> Design:
    """Return the design that is usual for the GPU: its vendor's own, or the slowest that suits its network port."""
    for design in all_designs():
        if gpu.name in design.for_gpus:
            return design
    open_to_all = [design for design in all_designs() if not design.for_gpus]
    return next((design for design in open_to_all if design.fits_gbps >= gpu.network_gbps), open_to_all[-1])


def _design(table: Mapping[str, object], where: str) -> Design:
    keys = ("name", "switch", "ports", "planes", "gpus_per_transceiver", "fits_gbps", "for_gpus", "rows", "source")
    require_known(table, keys, where)
    rows, for_gpus = table.get("rows", []), table.get("for_gpus", [])
    if not isinstance(rows, list) or not isinstance(for_gpus, list):
        raise PlanError(f"{where}: rows is {rows!r} and for_gpus {for_gpus!r}, both must be lists; write them in []")
    return Design(
        name=str(table["name"]),
        switch=str(table["switch"]),
        ports=_whole(table, "ports", where),
        planes=_whole(table, "planes", where),
        gpus_per_transceiver=_whole(table, "gpus_per_transceiver", where),
        fits_gbps=positive(table.get("fits_gbps"), "fits_gbps", where),
        for_gpus=tuple(str(one) for one in for_gpus),
        rows=tuple(Row(*(_whole(row, key, where) for key in _ROW)) for row in rows),
        source=str(table["source"]),
    )


def _whole(table: Mapping[str, object], key: str, where: str) -> int:
    return int(positive(table.get(key), key, where))
