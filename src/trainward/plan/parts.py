"""Finds the parts: every TOML file below `parts` is one, and nothing registers it.

The name of a GPU's file is the form that all spellings of its name share: small letters and digits alone.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import Final, TypeVar

from trainward.errors import PlanError
from trainward.plan.part_tables import parse_gpu, parse_server, parse_switch
from trainward.plan.site import Site, usual_site
from trainward.records.hardware import Gpu, Server, Switch

# Words that drivers and vendors put before the name of a part.
_VENDOR_WORDS: Final = ("nvidia", "amd", "intel", "google", "cloud", "huawei", "habana", "tesla", "geforce", "instinct")
_IDLE_WORDS: Final = (
    "gpu", "gpus", "tensor", "core", "hbm2", "hbm2e", "hbm3", "hbm3e", "accelerator", "accelerators", "per", "gb",
    "npu", "npus", "dgx", "hgx", "nvlink", "oam", "node", "nodes", "server", "servers", "superpod", "chip", "chips",
)  # fmt: skip
# "8x A100", "A100 x 8": how many there are is no part of the name.
_COUNTED: Final = re.compile(r"^\s*\d+\s*(?:x|\u00d7|\*)\s*(?=[a-z])|[\s(](?:x|\u00d7)\s*\d+\)?\s*$")
_OF_GPUS: Final = re.compile(r"(?<![a-z0-9.])\d+[ -]?gpus?\b|\(?\b\d+ (?:per|a) (?:node|server)\b\)?|\([a-z ]+\)")
_GIGABYTES: Final = re.compile(r"(?<![\d.a-z])(\d{2,3})\s*g(?:i?b)?(?![a-z0-9])")
_BARE_GIGABYTES: Final = re.compile(r"(?<=[ _-])(16|32|40|48|64|80|94|96|141|180|192|288)\s*$")
_SLICE: Final = re.compile(r"(\btpu[ _-]?v\d\w*|\bv5litepod)-\d+$")
# Watts of a server for each watt of its GPUs: DGX A100 6.5 kW / 8 x 400 W = 2.03, DGX H100 10.2 / 8 x 700 = 1.82,
# DGX B200 14.3 / 8 x 1000 = 1.79; the middle one.
_SERVER_SHARE: Final = 1.82
_ASSUMED_WATTS: Final = 700.0  # of a GPU whose power is unknown; chosen, that of an H100
_GPUS_A_SERVER: Final = 8
_LONGEST_NAME: Final = 80  # letters; likeness costs their square
_RACK_UNITS: Final = 8  # of an air-cooled server of 8 GPUs: DGX H100 user guide

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Parts:
    """All that a machine room is made of; where two parts have one name, the later counts."""

    gpus: tuple[Gpu, ...]
    servers: tuple[Server, ...]
    switches: tuple[Switch, ...]
    site: Site


@cache
def catalogue() -> Parts:
    """Return the parts that come with the product."""
    return Parts(all_gpus(), all_servers(), all_switches(), usual_site())


@cache
def all_gpus() -> tuple[Gpu, ...]:
    """Return every GPU of the catalogue, ordered by name."""
    return tuple(sorted((parse_gpu(table, where) for where, table in tables("gpus")), key=lambda one: one.name))


@cache
def all_servers() -> tuple[Server, ...]:
    """Return every server of the catalogue, ordered by name."""
    return tuple(sorted((parse_server(table, where) for where, table in tables("servers")), key=lambda one: one.name))


@cache
def all_switches() -> tuple[Switch, ...]:
    """Return every switch of the catalogue, ordered by name."""
    return tuple(sorted((parse_switch(table, where) for where, table in tables("switches")), key=lambda one: one.name))


def find_gpu(name: str, among: Sequence[Gpu] | None = None) -> Gpu:
    """Return the GPU of this name or alias; case, spaces, punctuation and the vendor's name do not count.

    Args:
        name: as people or drivers write it: "H100", "h100-80gb", "NVIDIA A100-SXM4-80GB".
        among: the GPUs to look in, the last of one name counts; the catalogue where it is None.

    Raises:
        PlanError: none has this name; the message offers the three nearest.
    """
    gpus = all_gpus() if among is None else among
    return _find(name, gpus, lambda gpu: (gpu.name, *gpu.aliases), "GPU", _OWN_GPU)


def other_readings(name: str, gpu: Gpu, among: Sequence[Gpu] | None = None) -> tuple[str, ...]:
    """Return the names of other GPUs that a name could mean, as "A100" does not tell how much memory it has."""
    said = set(_words(_plain(name)))
    if not said < set(_words(gpu.name)):
        return ()
    gpus = all_gpus() if among is None else among
    return tuple(one.name for one in gpus if one.name != gpu.name and said < set(_words(one.name)))


def find_switch(name: str, among: Sequence[Switch] | None = None) -> Switch:
    """Return the switch of this name, found as a GPU is.

    Raises:
        PlanError: none has this name; the message offers the three nearest.
    """
    switches = all_switches() if among is None else among
    return _find(name, switches, lambda one: (one.name,), "switch", "describe it in a TOML file under [[switch]]")


def server_for(gpu: Gpu, among: Sequence[Server] | None = None) -> Server:
    """Return the server that usually carries the GPU; where none is known, one of 8 of them, as large as a DGX H100.

    The power of such a server is 1.82 times that of its GPUs; a GPU of unknown power counts 700 W. `source` says so.

    Raises:
        PlanError: the GPU names a server that is not there.
    """
    servers = all_servers() if among is None else among
    if gpu.server:
        advice = "describe it in a TOML file under [[server]], or leave `server` out"
        return _find(gpu.server, servers, lambda one: (one.name,), "server", advice)
    count = min(_GPUS_A_SERVER, max(gpu.domain, 1))
    watts = _ASSUMED_WATTS if gpu.watts is None else gpu.watts
    told = f"{_ASSUMED_WATTS:g} W assumed for each GPU, its power is unknown" if gpu.watts is None else "derived"
    return Server(
        name=f"server of {count} x {gpu.name}",
        gpus=count,
        kilowatts=count * watts * _SERVER_SHARE / 1000,
        rack_units=_RACK_UNITS,
        cooling="air",
        source=f"{told}: {_SERVER_SHARE} W a watt of its GPUs, as in a DGX H100; chosen",
    )


def assumed_power(gpu: Gpu) -> tuple[str, ...]:
    """Return a sentence on the power that `server_for` supposes, none where that of the GPU or its server is known."""
    if gpu.watts is not None or gpu.server:
        return ()
    return (f"the power of {gpu.name} is not known; {_ASSUMED_WATTS:g} W each are supposed, those of an H100",)


def name_form(name: str) -> str:
    """Return the form that all spellings of a name share: small letters and digits, no vendor in front."""
    words = "".join(one if one.isalnum() else " " for one in name.lower()).split()
    while len(words) > 1 and words[0] in _VENDOR_WORDS:
        words = words[1:]
    return "".join(words)


def tables(folder: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the name and the table of each TOML file in a folder of `parts`."""
    for entry in files("trainward.plan").joinpath("parts", folder).iterdir():
        if entry.name.endswith(".toml"):
            yield f"{folder}/{entry.name}", tomllib.loads(entry.read_text(encoding="utf-8"))


_OWN_GPU: Final = (
    "describe your own in a TOML file: [[gpu]] with name, bf16_tflops, memory_gb, bandwidth_tb_s, link_gb_s and watts"
)


def nearest(name: str, parts: Sequence[_Part], names: Callable[[_Part], tuple[str, ...]]) -> list[str]:
    """Return the names of the three parts that are written most like a name, the likest first."""
    form = name_form(name[:_LONGEST_NAME])
    near = sorted(parts, key=lambda part: -max(_likeness(form, one) for one in names(part)))
    return list(dict.fromkeys(names(part)[0] for part in near))[:3]


def _find(
    name: str, parts: Sequence[_Part], names: Callable[[_Part], tuple[str, ...]], kind: str, advice: str
) -> _Part:
    for alike in (name_form, _words, _plain_words):
        form = alike(name[:_LONGEST_NAME])
        for part in reversed(parts):
            if form in map(alike, names(part)):
                return part
    raise PlanError(
        f"{kind} {name[:_LONGEST_NAME]!r}: none of the {len(parts)} known has this name; "
        f"nearest are {', '.join(nearest(name, parts, names))}; choose one, or {advice}"
    )


def _words(name: str) -> tuple[str, ...]:
    """Return the words of a name without their order, and without those that tell no part from another."""
    words = re.findall(r"[a-z]*\d+[a-z]*|[a-z]+", re.sub(r"sxm\d", "sxm", name.lower()))
    return tuple(sorted({*words} - {*_VENDOR_WORDS, *_IDLE_WORDS}))


def _plain_words(name: str) -> tuple[str, ...]:
    return _words(_plain(name))


def _plain(name: str) -> str:
    """Return a name without how many there are, and with "gb" behind a number of gigabytes."""
    said = _OF_GPUS.sub(" ", _SLICE.sub(r"\1", _COUNTED.sub(" ", name[:_LONGEST_NAME].lower()).strip()))
    return _BARE_GIGABYTES.sub(r"\1gb", _GIGABYTES.sub(r"\1gb", said))


def _likeness(form: str, name: str) -> float:
    return SequenceMatcher(None, form, name_form(name)).ratio()
