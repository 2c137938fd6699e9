"""The file of a user's servers, as pools of alike GPUs.

[[pool]]
gpu = "H100"
servers = 16            # or gpus = 128
network_gbps = 200      # of each GPU, optional; so are the two below
framework = "Megatron-Core"
precision = "bf16"
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, get_args

from trainward.errors import PlanError
from trainward.plan.fleet import Pool
from trainward.plan.part_tables import positive, require_known
from trainward.plan.parts import Parts, catalogue, find_gpu, server_for
from trainward.records.hardware import Gpu, Precision
from trainward.records.layout import Stack

_KEYS: Final = ("gpu", "servers", "gpus", "network_gbps", "framework", "precision")


def read_fleet(path: Path, parts: Parts | None = None) -> tuple[Pool, ...]:
    """Return the pools of a file in their order.

    Args:
        path: a TOML file of the form above.
        parts: where GPUs and servers are looked up; the catalogue where it is None.

    Raises:
        PlanError: the file cannot be read, or a key is unknown or missing, or a value is not of its kind or size.
    """
    table = _table(path)
    require_known(table, ("pool",), str(path))
    pools = table.get("pool", [])
    if not isinstance(pools, list) or not pools or not all(isinstance(one, Mapping) for one in pools):
        raise PlanError(f"{path}: 0 of at least 1 pool found; write [[pool]] and below it gpu and servers or gpus")
    found = catalogue() if parts is None else parts
    return tuple(_pool(one, f"{path}, pool {number}", found) for number, one in enumerate(pools, 1))


def _table(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PlanError(f"{path}: 0 of 1 file of servers read ({error.strerror}); correct the path") from error
    except UnicodeDecodeError as error:
        raise PlanError(f"{path}: byte {error.start} is no UTF-8; save the file of servers as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise PlanError(f"{path}: {error}; correct the file of servers") from error


def _pool(table: Mapping[str, object], where: str, parts: Parts) -> Pool:
    require_known(table, _KEYS, where)
    gpu = _gpu(table, where, parts)
    framework = table.get("framework", "")
    if not isinstance(framework, str):
        raise PlanError(f"{where}: framework is {framework!r}, it must be a name in quotes; correct it")
    return Pool(
        gpu, _gpus(table, gpu, where, parts), Stack(framework=framework, precision=_precision(table, gpu, where))
    )


def _gpu(table: Mapping[str, object], where: str, parts: Parts) -> Gpu:
    name = table.get("gpu")
    if not isinstance(name, str):
        raise PlanError(f'{where}: gpu is {name!r}, it must be a name in quotes; write gpu = "H100"')
    try:
        gpu = find_gpu(name, parts.gpus)
    except PlanError as error:
        raise PlanError(f"{where}: {error}") from error
    if "network_gbps" in table:
        return replace(gpu, network_gbps=positive(table["network_gbps"], "network_gbps", where))
    return gpu


def _gpus(table: Mapping[str, object], gpu: Gpu, where: str, parts: Parts) -> int:
    given = [key for key in ("servers", "gpus") if key in table]
    if len(given) != 1:
        raise PlanError(f"{where}: {len(given)} of servers and gpus given; give one of both")
    number = positive(table[given[0]], given[0], where)
    if number != int(number):
        raise PlanError(f"{where}: {given[0]} is {number:g}, it must be a whole number; round it")
    return int(number) * (server_for(gpu, parts.servers).gpus if given[0] == "servers" else 1)


def _precision(table: Mapping[str, object], gpu: Gpu, where: str) -> Precision:
    wanted = table.get("precision", "bf16" if gpu.has_bf16 else "fp16")
    known: tuple[Precision, ...] = get_args(Precision)
    for one in known:
        if one == wanted:
            return one
    raise PlanError(f"{where}: precision is {wanted!r}; write one of {', '.join(known)}")
