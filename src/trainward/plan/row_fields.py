"""Fields of a row of published runs, as people write them."""

import math
import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from trainward.errors import PlanError
from trainward.plan.row_precision import read_precision
from trainward.records.hardware import Precision

Row: TypeAlias = Mapping[str, str | None]

_THOUSANDS: Final = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
_LARGEST: Final = 1e15  # a number above is a slip of the pen
_MOST: Final = 1_000_000_000  # and so is a whole number above
_EMPTY: Final = frozenset({"", "n/a", "na", "none", "nan", "-", "unknown", "?"})


def cell(row: Row, name: str) -> str:
    """Return the text of a cell without blanks around it, empty where the column is not there."""
    return (row.get(name) or "").strip()


def number(row: Row, name: str) -> float | None:
    """Return a positive number, None where the cell is empty.

    Raises:
        PlanError: the cell holds something else, or a number that is not positive and finite.
    """
    text = cell(row, name)
    if text.lower() in _EMPTY:
        return None
    try:
        value = float(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
    except ValueError:
        value = math.nan
    if not 0 < value <= _LARGEST:
        raise PlanError(f"column {name}: {text[:40]!r} is no positive number; correct it, or leave the cell empty")
    return value


def whole(row: Row, name: str, most: int = _MOST) -> int | None:
    """Return a positive whole number, None where the cell is empty.

    Raises:
        PlanError: the cell holds something else.
    """
    value = number(row, name)
    if value is None:
        return None
    if value != int(value) or value > most:
        raise PlanError(
            f"column {name}: {value:g} is no whole number up to {most:,}; correct it, or leave the cell empty"
        )
    return int(value)


def stages_of(row: Row, name: str) -> int | None:
    """Return the virtual stages of a pipeline rank: 1 if the cell says that there are none, None if it is empty."""
    said = cell(row, name).lower()
    return 1 if said in ("n/a", "na", "none", "-") else whole(row, name, 10_000)


def precision_of(text: str) -> Precision | None:
    """Return the precision of matrix products that a text names, None where it names none."""
    return read_precision(text).value


def network_gbps_of(notes: str, gpus_a_server: int) -> float | None:
    """Return the network speed of one GPU where notes tell that of its server, in Gb/s."""
    found = re.search(r"(\d{1,6}(?:\.\d{1,6})?)\s*Gb(?:it)?(?:/s|ps)\s*(?:per|a)\s*(node|server|GPU|gpu)", notes)
    if found is None or not float(found[1]):
        return None
    return float(found[1]) / (1 if found[2].lower() == "gpu" else gpus_a_server)
