"""What the user knows better: own prices, own parts and the own site, laid over the catalogue.

The table has these keys, all of them optional:

    air_limit_kilowatts = 30            # of a rack that air can cool
    rack_units = 42                     # height of a rack that servers may fill

    [electricity]                       # US dollars a kWh
    low = 0.05
    high = 0.09
    date = "2026-09"                    # optional, like the source
    source = "our contract"

    [cable]                             # a cable; so too [optic] for a transceiver, [link] for a cable with both
    low = 60                            # transceivers, [building] for a kW of IT load, [load] for the share of full
    high = 90                           # power that training draws

    [pue]                               # air or liquid or both, as a table of low and high, or as one number
    air = 1.2

    [failures]                          # any of the keys of `failures` in the catalogue's site.toml; with server_day
    repair_days = 1                     # alone its low and high follow it

    [[gpu]]                             # a part of the catalogue by any of its names, with what is to be changed
    name = "H100"
    cloud_hour = 2.1                    # a price may be one number
    purchase = { low = 24000, high = 26000, date = "2026-09", source = "offer" }

    [[gpu]]                             # a part of one's own, with all that the catalogue has of a part
    name = "My card"
    bf16_tflops = 400
    memory_gb = 64
    bandwidth_tb_s = 2.0
    link_gb_s = 600
    watts = 500

    [[server]]                          # so too [[server]] and [[switch]]
    name = "DGX H100"
    purchase = 280000
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Final, TypeVar

from trainward.errors import PlanError
from trainward.plan.part_tables import number_within, parse_gpu, parse_server, parse_switch, require_known
from trainward.plan.parts import Parts, catalogue, name_form, nearest
from trainward.plan.shape_table import shown
from trainward.plan.site import SERVER_DAY, FailureRates, Site, parse_site
from trainward.records.hardware import Gpu, Server, Switch

_KINDS: Final = ("gpu", "server", "switch")
_RANGES: Final = ("electricity", "link", "building", "cable", "optic", "load")
_PLAIN: Final = ("air_limit_kilowatts", "rack_units")
_PRICES: Final = ("purchase", "cloud_hour")
_SOURCE_OF: Final[Mapping[str, str]] = {  # of a failure rate
    **dict.fromkeys(("server_day", "server_day_low", "server_day_high"), "source"),
    "job_day": "job_source",
    "job_servers": "job_source",
    "restart_minutes": "restart_source",
    "repair_days": "repair_source",
    "state_bytes": "state_source",
    "least_save_seconds": "save_source",
    "storage_gb_s": "storage_source",
    "storage_gb_s_a_server": "storage_source",
}

_Part = TypeVar("_Part", Gpu, Server, Switch)


def apply_overrides(table: Mapping[str, object], where: str, parts: Parts | None = None) -> Parts:
    """Return the parts with a user's table laid over them.

    Args:
        table: of the form above.
        where: the file of the table, for the message of an error and as the source of prices that name none.
        parts: what is to be changed; the catalogue where it is None.

    Raises:
        PlanError: a key is unknown, a part is neither known nor whole, or a value is not of its kind or size.
    """
    found = catalogue() if parts is None else parts
    require_known(table, (*_KINDS, *_RANGES, *_PLAIN, "pue", "failures"), where)
    return Parts(
        gpus=_laid_over(found.gpus, _entries(table, "gpu", where), parse_gpu),
        servers=_laid_over(found.servers, _entries(table, "server", where), parse_server),
        switches=_laid_over(found.switches, _entries(table, "switch", where), parse_switch),
        site=_site(found.site, table, where),
    )


def _entries(table: Mapping[str, object], kind: str, where: str) -> list[tuple[str, Mapping[str, object]]]:
    entries = table.get(kind, [])
    if not isinstance(entries, Sequence) or not all(isinstance(one, Mapping) for one in entries):
        raise PlanError(f"{where}: {kind} is {shown(entries)}, it must be a list of tables; write [[{kind}]] over each")
    return [(f"{where}, {kind} {number}", one) for number, one in enumerate(entries, 1)]


def _laid_over(
    parts: tuple[_Part, ...],
    entries: Sequence[tuple[str, Mapping[str, object]]],
    parse: Callable[[Mapping[str, object], str], _Part],
) -> tuple[_Part, ...]:
    found = list(parts)
    told: dict[str, str] = {}
    for where, entry in entries:
        known = _known(found, str(entry.get("name", "")))
        one = _whole(found, entry, where, parse) if known is None else _changed(known, entry, where, parse)
        if one.name in told:
            raise PlanError(f"{where}: {one.name} is told 2 times, first in {told[one.name]}; tell all of it once")
        told[one.name] = where
        found.append(one)
    return tuple(found)


def _known(parts: Sequence[_Part], name: str) -> _Part | None:
    form = name_form(name)
    return next((part for part in reversed(parts) if form in map(name_form, _names(part))), None)


def _names(part: Gpu | Server | Switch) -> tuple[str, ...]:
    return (part.name, *part.aliases) if isinstance(part, Gpu) else (part.name,)


def _whole(
    parts: Sequence[_Part],
    entry: Mapping[str, object],
    where: str,
    parse: Callable[[Mapping[str, object], str], _Part],
) -> _Part:
    try:
        return parse(_priced(entry, where), where)
    except PlanError as error:
        near = ", ".join(nearest(str(entry.get("name", "")), parts, _names))
        raise PlanError(f"{error}; or, to change a part of the catalogue, name it: nearest are {near}") from error


def _changed(
    part: _Part, entry: Mapping[str, object], where: str, parse: Callable[[Mapping[str, object], str], _Part]
) -> _Part:
    before = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in asdict(part).items()
        if value not in (None, "")
    }
    if "memory_gb" in entry:
        before.pop("usable_gib", None)  # what was measured of another memory
    return parse(before | dict(_priced(entry, where)) | {"name": part.name}, where)


def _priced(entry: Mapping[str, object], where: str) -> Mapping[str, object]:
    return {key: _range(value, where) if key in _PRICES else value for key, value in entry.items()}


def _site(site: Site, table: Mapping[str, object], where: str) -> Site:
    whole = _as_table(site)
    for key in _RANGES:
        if key in table:
            whole[key] = _range(table[key], where)
    for key in _PLAIN:
        whole[key] = table.get(key, whole[key])
    for key in ("pue", "failures"):
        whole[key] = _merged(whole[key], table.get(key, {}), f"{where}, {key}")
    whole["failures"] = _rates(site.failures, whole["failures"], table.get("failures", {}), f"{where}, failures")
    pue = whole["pue"]
    whole["pue"] = {key: _range(value, where) for key, value in pue.items()} if isinstance(pue, Mapping) else pue
    return parse_site(whole, where)


def _rates(usual: FailureRates, whole: object, told: object, where: str) -> object:
    """Return the rates with their own source, and the range of hardware failures around the user's own middle."""
    if not isinstance(whole, Mapping) or not isinstance(told, Mapping):
        return whole
    whole = {**whole, **{_SOURCE_OF[key]: where for key in told if key in _SOURCE_OF}, **told}
    if "server_day" not in told:
        return whole
    ratio = number_within(told["server_day"], "server_day", where, SERVER_DAY) / usual.server_day
    low, high = max(usual.server_day_low * ratio, SERVER_DAY[0]), min(usual.server_day_high * ratio, SERVER_DAY[1])
    return {**whole, "server_day_low": low, "server_day_high": high, **told}


def _as_table(site: Site) -> dict[str, object]:
    whole = {key: value for key, value in asdict(site).items() if value is not None}
    return {"pue": {"air": whole.pop("pue_air"), "liquid": whole.pop("pue_liquid")}, **whole}


def _merged(before: object, after: object, where: str) -> object:
    if not isinstance(after, Mapping) or not isinstance(before, Mapping):
        raise PlanError(
            f"{where} is {shown(after)}, it must be a table; write its keys below [{where.split(', ')[-1]}]"
        )
    return {**before, **after}


def _range(value: object, where: str) -> object:
    if isinstance(value, int | float):
        value = {"low": value, "high": value}
    return {"date": "not dated", "source": where, **value} if isinstance(value, Mapping) else value
