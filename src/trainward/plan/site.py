"""What surrounds the servers: power, cables, building and failures, read from `parts/site.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import Any, Final

from trainward.errors import PlanError
from trainward.plan.part_tables import number_within, parse_price, require_known, short_text
from trainward.plan.shape_table import shown
from trainward.records.estimate import Interval
from trainward.records.hardware import PriceRange

MOST_GPUS: Final = 1_000_000
"""GPUs of a pool or of a run; chosen, beyond every run that is known."""

SERVER_DAY: Final = (1e-9, 1.0)
"""Failures of a server and day that can be meant; chosen, at the most each server fails each day."""

_NUMBERS: Final[Mapping[str, tuple[float, float]]] = {  # with their limits, chosen
    "server_day": SERVER_DAY,
    "server_day_low": SERVER_DAY,
    "server_day_high": SERVER_DAY,
    "job_day": (1e-9, 1.0),
    "job_servers": (1.0, 1e6),
    "restart_minutes": (0.01, 1440.0),
    "repair_days": (0.001, 365.0),
    "state_bytes": (0.1, 100.0),
    "least_save_seconds": (0.001, 3600.0),
    "storage_gb_s": (0.001, 1e6),
    "storage_gb_s_a_server": (1e-6, 1e6),
}
_TEXTS: Final = (
    "date",
    "source",
    "job_source",
    "restart_source",
    "repair_source",
    "save_source",
    "storage_source",
    "state_source",
)
_PRICES: Final = ("electricity", "link", "building", "cable", "optic")
_PLAIN: Final = ("air_limit_kilowatts", "rack_units")
_PUE: Final = (1.0, 3.0)  # chosen
_LOAD: Final = (0.01, 1.2)  # chosen: a server may draw somewhat more than its plate says
_AIR: Final = (0.1, 1000.0)  # kW of a rack; chosen
_UNITS: Final = (1.0, 200.0)  # of a rack; chosen


@dataclass(frozen=True, slots=True)
class FailureRates:
    """How often servers and jobs fail, and what it takes to go on.

    `server_day` failures of hardware for a server of 8 GPUs and day, with the lowest and the highest that a published
    run had; `job_day` further failures of a job for each server and day, which grow no more from `job_servers` on.
    `repair_days` a server is away, `state_bytes` a checkpoint holds for each parameter, `storage_gb_s` GB/s that one
    server writes and `storage_gb_s_a_server` GB/s for each of many; no save takes less than `least_save_seconds`.
    """

    server_day: float
    server_day_low: float
    server_day_high: float
    job_day: float
    job_servers: float
    restart_minutes: float
    repair_days: float
    state_bytes: float
    least_save_seconds: float
    storage_gb_s: float
    storage_gb_s_a_server: float
    date: str
    source: str
    job_source: str
    restart_source: str
    repair_source: str
    save_source: str
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
        pue_air=_range(pue, "air", f"{where}, pue", _PUE),
        pue_liquid=_range(pue, "liquid", f"{where}, pue", _PUE),
        load=_range(table, "load", where, _LOAD),
        air_limit_kilowatts=number_within(table.get("air_limit_kilowatts"), "air_limit_kilowatts", where, _AIR),
        rack_units=int(number_within(table.get("rack_units"), "rack_units", where, _UNITS)),
        failures=_failures(_table(table, "failures", where), f"{where}, failures"),
    )


def between(range_: PriceRange | Range) -> Interval:
    """Return a range as a figure: in its middle stands the geometric mean, chosen since both ends are extremes."""
    return Interval(range_.low, sqrt(range_.low * range_.high), range_.high)


def _range(table: Mapping[str, object], key: str, where: str, limits: tuple[float, float]) -> Range:
    found = parse_price(_table(table, key, where), f"{where}, {key}")
    low, high = (number_within(one, key, where, limits) for one in (found.low, found.high))
    return Range(low, high, found.date, found.source)


def _failures(table: Mapping[str, object], where: str) -> FailureRates:
    require_known(table, (*_NUMBERS, *_TEXTS), where)
    values: dict[str, Any] = {
        key: number_within(table.get(key), key, where, limits) for key, limits in _NUMBERS.items()
    }
    low, middle, high = (values[key] for key in ("server_day_low", "server_day", "server_day_high"))
    if not low <= middle <= high:
        raise PlanError(
            f"{where}: server_day is {middle:g}, outside its range of {low:g} to {high:g}; give server_day, "
            f"server_day_low and server_day_high in this order"
        )
    values |= {key: short_text(table.get(key, ""), key, where) for key in _TEXTS}
    return FailureRates(**values)


def _table(table: Mapping[str, object], key: str, where: str) -> Mapping[str, object]:
    value = table.get(key)
    if not isinstance(value, Mapping):
        raise PlanError(f"{where}: {key} is {shown(value)}, it must be a table; write [{key}] and its keys below")
    return value
