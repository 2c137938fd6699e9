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
from trainward.records.hardware import Gpu, PriceRange, Server, Switch

Part = TypeVar("Part", Gpu, Server, Switch, PriceRange)

_PRICES: Final = frozenset({"purchase", "cloud_hour"})
_ZERO_IS_FINE: Final = frozenset({"low", "high", "rack_units", "year", "link_gb_s"})


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
            near = get_close_matches(key, names, n=1, cutoff=0.0)
            offer = f"; write {near[0]!r}, or one of {names}" if near else ""
            raise PlanError(f"{where}: {key!r} is none of its {len(names)} keys{offer}")


def positive(value: object, key: str, where: str) -> float:
    """Return a number that must be above 0 as a float.

    Raises:
        PlanError: it is no number, or not above 0.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise PlanError(f"{where}: {key} is {value!r}, it must be a number above 0; correct it")
    return float(value)


def _parse(record: type[Part], table: Mapping[str, object], where: str) -> Part:
    kinds = {field.name: field for field in fields(record)}
    require_known(table, kinds, where)
    missing = [name for name, field in kinds.items() if _is_required(name, field.default) and name not in table]
    if missing:
        raise PlanError(f"{where}: {len(missing)} of its keys are missing; add {', '.join(missing)}")
    values: dict[str, Any] = {"watts": None} if "watts" in kinds else {}
    values |= {key: _value(str(kinds[key].type), key, value, where) for key, value in table.items()}
    return record(**values)


def _is_required(name: str, default: object) -> bool:
    return default is MISSING and name != "watts"


def _value(kind: str, key: str, value: object, where: str) -> object:
    if key in _PRICES:
        if not isinstance(value, Mapping):
            raise PlanError(f"{where}: {key} is {value!r}; make it a table of low, high, date and source")
        return parse_price(value, f"{where}, {key}")
    if "float" in kind or "int" in kind:
        return _number(kind, key, value, where)
    if "bool" in kind:
        return _of_kind(bool, key, value, where)
    if "tuple" in kind:
        return tuple(str(_of_kind(str, key, one, where)) for one in _of_kind(list, key, value, where))
    return _of_kind(str, key, value, where)


def _number(kind: str, key: str, value: object, where: str) -> float | int:
    number = 0.0 if value == 0 and key in _ZERO_IS_FINE else positive(value, key, where)
    if "int" not in kind:
        return number
    if number != int(number):
        raise PlanError(f"{where}: {key} is {value!r}, it must be a whole number; round it")
    return int(number)


def _of_kind(kind: type[Any], key: str, value: object, where: str) -> Any:
    if not isinstance(value, kind):
        raise PlanError(f"{where}: {key} is {value!r}, it must be of kind {kind.__name__}; correct it")
    return value
