"""The file of a user's servers, as pools of alike GPUs.

[[pool]]
gpu = "H100"
servers = 16            # or gpus = 128
network_gbps = 200      # of each GPU, optional; so are the two below
framework = "Megatron-Core"
precision = "bf16"
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, get_args

from trainward.errors import PlanError
from trainward.plan.fleet import Pool
from trainward.plan.part_tables import LIMITS, number_within, require_known, short_text
from trainward.plan.parts import Parts, catalogue, find_gpu, server_for
from trainward.plan.shape_table import shown
from trainward.plan.site import MOST_GPUS
from trainward.records.hardware import Gpu, Precision
from trainward.records.layout import Stack
from trainward.sources.toml_file import read_toml

_KEYS: Final = ("gpu", "servers", "gpus", "network_gbps", "framework", "precision")


def read_fleet(path: Path, parts: Parts | None = None) -> tuple[Pool, ...]:
    """Return the pools of a file in their order.

    Args:
        path: a TOML file of the form above.
        parts: where GPUs and servers are looked up; the catalogue where it is None.

    Raises:
        PlanError: the file cannot be read, or a key is unknown or missing, or a value is not of its kind or size.
    """
    table = read_toml(path, "file of servers")
    require_known(table, ("pool",), str(path))
    pools = table.get("pool", [])
    if not isinstance(pools, list) or not pools or not all(isinstance(one, Mapping) for one in pools):
        raise PlanError(f"{path}: 0 of at least 1 pool found; write [[pool]] and below it gpu and servers or gpus")
    found = catalogue() if parts is None else parts
    return tuple(_pool(one, f"{path}, pool {number}", found) for number, one in enumerate(pools, 1))


def _pool(table: Mapping[str, object], where: str, parts: Parts) -> Pool:
    require_known(table, _KEYS, where)
    gpu = _gpu(table, where, parts)
    framework = short_text(table["framework"], "framework", where) if "framework" in table else ""
    return Pool(
        gpu, _gpus(table, gpu, where, parts), Stack(framework=framework, precision=_precision(table, gpu, where))
    )


def _gpu(table: Mapping[str, object], where: str, parts: Parts) -> Gpu:
    if "gpu" not in table:
        raise PlanError(f'{where}: it names 0 of 1 gpu; write gpu = "H100"')
    name = short_text(table["gpu"], "gpu", where)
    try:
        gpu = find_gpu(name, parts.gpus)
    except PlanError as error:
        raise PlanError(f"{where}: {error}") from error
    if "network_gbps" in table:
        return replace(
            gpu, network_gbps=number_within(table["network_gbps"], "network_gbps", where, LIMITS["network_gbps"])
        )
    return gpu


def _gpus(table: Mapping[str, object], gpu: Gpu, where: str, parts: Parts) -> int:
    given = [key for key in ("servers", "gpus") if key in table]
    if len(given) != 1:
        raise PlanError(f"{where}: {len(given)} of servers and gpus given; give one of both")
    number = number_within(table[given[0]], given[0], where, (1, MOST_GPUS))
    if number != int(number):
        raise PlanError(f"{where}: {given[0]} is {number:g}, it must be a whole number; round it")
    gpus = int(number) * (server_for(gpu, parts.servers).gpus if given[0] == "servers" else 1)
    if gpus > MOST_GPUS:
        raise PlanError(f"{where}: {gpus:,} GPUs, and {MOST_GPUS:,} are the most of a pool; plan a part of them")
    return gpus


def _precision(table: Mapping[str, object], gpu: Gpu, where: str) -> Precision:
    wanted = table.get("precision", "bf16" if gpu.has_bf16 else "fp16")
    known: tuple[Precision, ...] = get_args(Precision)
    for one in known:
        if one == wanted:
            return one
    raise PlanError(f"{where}: precision is {shown(wanted)}; write one of {', '.join(known)}")
