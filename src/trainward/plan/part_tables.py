"""Parts from tables: what a TOML file says of a GPU, a server, a switch or a price, checked and made a record.

The keys of a table are the fields of the record in `trainward.records.hardware`; a price is a table of its own:

    name = "My card"
    bf16_tflops = 400
    memory_gb = 64
    bandwidth_tb_s = 2.0
    link_gb_s = 600
    watts = 500

    [purchase]
    low = 9000
    high = 12000
    date = "2026-05"
    source = "a vendor's offer"
"""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from trainward.errors import PlanError
from trainward.plan.shape_table import shown
from trainward.records.hardware import Gpu, PriceRange, Server, Switch

Part = TypeVar("Part", Gpu, Server, Switch, PriceRange)

_PRICES: Final = frozenset({"purchase", "cloud_hour"})
_ZERO_IS_FINE: Final = frozenset({"low", "high", "rack_units", "year", "link_gb_s"})
_LONGEST: Final = 200  # letters of a name; chosen
_LONGEST_NOTE: Final = 2000  # letters of a source or a note; chosen
_NOTES: Final = ("source", "notes", "disputed", "date")  # ends of their keys

_ANY: Final = (1e-9, 1e12)

MOST_USD: Final = 1e9
"""US dollars of any single price; chosen."""
LIMITS: Final[Mapping[str, tuple[float, float]]] = {
    **dict.fromkeys(("bf16_tflops", "fp8_tflops", "fp4_tflops", "tf32_tflops", "matmul_tflops"), (0.01, 1e6)),
    "memory_gb": (0.1, 1e6),
    "usable_gib": (0.1, 1e6),
    "bandwidth_tb_s": (1e-3, 1e5),
    "link_gb_s": (0.01, 1e6),
    "watts": (0.1, 1e6),
    "domain": (1, 1e5),
    "network_gbps": (0.01, 1e6),
    "year": (1990, 2100),
    "gpus": (1, 1e5),
    "kilowatts": (1e-3, 1e5),
    "rack_units": (1, 1000),
    "ports": (2, 1e5),
    "gbps": (0.01, 1e6),
    "low": (0.0, MOST_USD),
    "high": (0.0, MOST_USD),
}
"""The least and the most that the figure of a part can be meant to be; chosen, far beyond all that is built."""


def parse_gpu(table: Mapping[str, object], where: str) -> Gpu:
    """Return the GPU that a table describes.

    Args:
        table: its keys are the fields of `Gpu`.
        where: the file or place of the table, for the message of an error.

    Raises:
        PlanError: a key is unknown or missing, or a value is not of the kind or size that it must be.
    """
    return _parse(Gpu, table, where)


def parse_server(table: Mapping[str, object], where: str) -> Server:
    """Return the server that a table describes; arguments and errors as for a GPU."""
    server = _parse(Server, table, where)
    if server.cooling not in ("air", "liquid"):
        raise PlanError(f"{where}: cooling is {server.cooling!r}, not one of 2; write 'air' or 'liquid'")
    return server


def parse_switch(table: Mapping[str, object], where: str) -> Switch:
    """Return the switch that a table describes; arguments and errors as for a GPU."""
    return _parse(Switch, table, where)


def parse_price(table: Mapping[str, object], where: str) -> PriceRange:
    """Return the price that a table gives, in US dollars, as lowest and highest; errors as for a GPU."""
    price = _parse(PriceRange, table, where)
    if price.low > price.high:
        raise PlanError(f"{where}: the low price {price.low:g} is above the high price {price.high:g}; swap the two")
    return price


def require_known(keys: Iterable[str], known: Iterable[str], where: str) -> None:
    """Do nothing where every key is known.

    Raises:
        PlanError: one is not; the message offers the nearest that is.
    """
    names = sorted(known)
    for key in keys:
        if key not in names:
            near = get_close_matches(key[:_LONGEST], names, n=1, cutoff=0.0)[0]
            others = f", or one of {', '.join(names)}" if len(names) > 1 else ""
            raise PlanError(f"{where}: {shown(key)} is no key of it; write {near!r}{others}")


def number_within(value: object, key: str, where: str, limits: tuple[float, float]) -> float:
    """Return a number that must lie within limits, both included, as a float.

    Raises:
        PlanError: it is no number, or outside.
    """
    least, most = limits
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise PlanError(
            f"{where}: {key} is {shown(value)}, it must be a number from {least:g} to {most:,.12g}; correct it"
        )
    return float(value)


def positive(value: object, key: str, where: str) -> float:
    """Return a number that must be above 0 as a float.

    Raises:
        PlanError: it is no number, or not above 0.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise PlanError(f"{where}: {key} is {shown(value)}, it must be a number above 0; correct it")
    return float(value)


def short_text(value: object, key: str, where: str) -> str:
    """Return a text that must be a name or a note of sensible length.

    Raises:
        PlanError: it is no text, empty or too long.
    """
    note = key.endswith(_NOTES)
    most = _LONGEST_NOTE if note else _LONGEST
    if not isinstance(value, str):
        raise PlanError(f"{where}: {key} is {shown(value)}, it must be a text in quotes; correct it")
    if len(value) > most or (not value and not note):
        raise PlanError(f"{where}: {key} has {len(value):,} letters, it must have 1 to {most:,}; correct it")
    return value


def _parse(record: type[Part], table: Mapping[str, object], where: str) -> Part:
    kinds = {field.name: field for field in fields(record)}
    require_known(table, kinds, where)
    missing = [name for name, field in kinds.items() if _is_required(name, field.default) and name not in table]
    if missing:
        raise PlanError(f"{where}: it has no {', '.join(missing)}; add {'it' if len(missing) == 1 else 'them'}")
    values: dict[str, Any] = {"watts": None} if "watts" in kinds else {}
    values |= {key: _value(str(kinds[key].type), key, value, where) for key, value in table.items()}
    return record(**values)


def _is_required(name: str, default: object) -> bool:
    return default is MISSING and name != "watts"


def _value(kind: str, key: str, value: object, where: str) -> object:
    if key in _PRICES:
        if not isinstance(value, Mapping):
            raise PlanError(f"{where}: {key} is {shown(value)}; make it a table of low, high, date and source")
        return parse_price(value, f"{where}, {key}")
    if "float" in kind or "int" in kind:
        return _number(kind, key, value, where)
    if "bool" in kind:
        if not isinstance(value, bool):
            raise PlanError(f"{where}: {key} is {shown(value)}, it must be true or false; correct it")
        return value
    if "tuple" in kind:
        if not isinstance(value, list):
            raise PlanError(f"{where}: {key} is {shown(value)}, it must be a list of texts; correct it")
        return tuple(short_text(one, key, where) for one in value)
    return short_text(value, key, where)


def _number(kind: str, key: str, value: object, where: str) -> float | int:
    number = 0.0 if value == 0 and key in _ZERO_IS_FINE else number_within(value, key, where, LIMITS.get(key, _ANY))
    if "int" not in kind:
        return number
    if number != int(number):
        raise PlanError(f"{where}: {key} is {number:g}, it must be a whole number; round it")
    return int(number)
