"""What surrounds the servers: power, cables, building and failures, read from `parts/site.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import Any, Final

from trainward.errors import PlanError
from trainward.plan.part_tables import parse_price, positive, require_known
from trainward.records.estimate import Interval
from trainward.records.hardware import PriceRange

_NUMBERS: Final = (
    "server_day",
    "server_day_low",
    "server_day_high",
    "job_day",
    "job_servers",
    "restart_minutes",
    "repair_days",
    "state_bytes",
    "storage_gb_s",
    "storage_gb_s_a_server",
)
_TEXTS: Final = ("date", "source", "job_source", "restart_source", "repair_source", "storage_source", "state_source")
_PRICES: Final = ("electricity", "link", "building", "cable", "optic")
_PLAIN: Final = ("air_limit_kilowatts", "rack_units")


@dataclass(frozen=True, slots=True)
class FailureRates:
    """How often servers and jobs fail, and what it takes to go on.

    `server_day` failures of hardware for a server of 8 GPUs and day, with the lowest and the highest that a published
    run had; `job_day` further failures of a job for each server and day, which grow no more from `job_servers` on.
    `repair_days` a server is away, `state_bytes` a checkpoint holds for each parameter, `storage_gb_s` GB/s that one
    server writes and `storage_gb_s_a_server` GB/s for each of many.
    """

    server_day: float
    server_day_low: float
    server_day_high: float
    job_day: float
    job_servers: float
    restart_minutes: float
    repair_days: float
    state_bytes: float
    storage_gb_s: float
    storage_gb_s_a_server: float
    date: str
    source: str
    job_source: str
    restart_source: str
    repair_source: str
    storage_source: str
    state_source: str


@dataclass(frozen=True, slots=True)
class Range:
    """A ratio, the lowest and the highest that was seen, as of `date`."""

    low: float
    high: float
    date: str
    source: str


@dataclass(frozen=True, slots=True)
class Site:
    """The site: prices in US dollars (a kWh, a link, a kW of IT load), PUE, and the share of full load that is drawn.

    `link` is a cable with its transceivers; where `cable` or `optic` is given, cables and transceivers are priced
    apart. `air_limit_kilowatts` a rack is what air carries away, `rack_units` what a rack has room for.
    """

    electricity: PriceRange
    link: PriceRange
    building: PriceRange
    pue_air: Range
    pue_liquid: Range
    load: Range
    air_limit_kilowatts: float
    rack_units: int
    failures: FailureRates
    cable: PriceRange | None = None
    optic: PriceRange | None = None


@cache
def usual_site() -> Site:
    """Return the site as the catalogue knows it."""
    text = files("trainward.plan").joinpath("parts", "site.toml").read_text(encoding="utf-8")
    return parse_site(tomllib.loads(text), "site.toml")


def parse_site(table: Mapping[str, object], where: str) -> Site:
    """Return the site that a whole table describes; its form is that of `parts/site.toml`.

    Raises:
        PlanError: a key is unknown or missing, or a value is not of the kind or size that it must be.
    """
    require_known(table, (*_PRICES, *_PLAIN, "pue", "load", "failures"), where)
    pue = _table(table, "pue", where)
    require_known(pue, ("air", "liquid"), f"{where}, pue")
    prices = {key: parse_price(_table(table, key, where), f"{where}, {key}") for key in _PRICES if key in table}
    return Site(
        electricity=prices["electricity"],
        link=prices["link"],
        building=prices["building"],
        cable=prices.get("cable"),
        optic=prices.get("optic"),
        pue_air=_pue(pue, "air", where),
        pue_liquid=_pue(pue, "liquid", where),
        load=_range(table, "load", where),
        air_limit_kilowatts=positive(table.get("air_limit_kilowatts"), "air_limit_kilowatts", where),
        rack_units=int(positive(table.get("rack_units"), "rack_units", where)),
        failures=_failures(_table(table, "failures", where), f"{where}, failures"),
    )


def between(range_: PriceRange | Range) -> Interval:
    """Return a range as a figure: in its middle stands the geometric mean, chosen since both ends are extremes."""
    return Interval(range_.low, sqrt(range_.low * range_.high), range_.high)


def _pue(table: Mapping[str, object], key: str, where: str) -> Range:
    pue = _range(table, key, f"{where}, pue")
    if pue.low < 1:
        raise PlanError(
            f"{where}, pue.{key}: {pue.low:g} is below 1, less than the servers draw; give the ratio of the whole site"
        )
    return pue


def _range(table: Mapping[str, object], key: str, where: str) -> Range:
    found = parse_price(_table(table, key, where), f"{where}, {key}")
    return Range(positive(found.low, f"{key}.low", where), found.high, found.date, found.source)


def _failures(table: Mapping[str, object], where: str) -> FailureRates:
    require_known(table, (*_NUMBERS, *_TEXTS), where)
    values: dict[str, Any] = {key: positive(table.get(key), key, where) for key in _NUMBERS}
    values |= {key: str(table.get(key, "")) for key in _TEXTS}
    return FailureRates(**values)


def _table(table: Mapping[str, object], key: str, where: str) -> Mapping[str, object]:
    value = table.get(key)
    if not isinstance(value, Mapping):
        raise PlanError(f"{where}: {key} is {value!r}, it must be a table; write [{key}] and its keys below")
    return value
