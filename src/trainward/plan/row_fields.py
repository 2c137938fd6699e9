"""Fields of a row of published runs, as people write them."""

import math
import re
from collections.abc import Mapping
from typing import Final

from trainward.errors import PlanError
from trainward.records.hardware import Precision
from trainward.records.layout import Recompute

_THOUSANDS: Final = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
_LARGEST: Final = 1e15  # a number above is a slip of the pen
_MOST: Final = 1_000_000_000  # and so is a whole number above
_EMPTY: Final = frozenset({"", "n/a", "na", "none", "nan", "-", "unknown", "?"})
_PRECISIONS: Final[tuple[tuple[str, Precision], ...]] = (
    ("nvfp4|fp4|mxfp4", "nvfp4"),
    ("mxfp8", "mxfp8"),
    ("fp8|float8|e4m3", "fp8"),
    ("tf32", "tf32"),
    ("fp32|float32", "fp32"),
    ("bf16|bfloat16", "bf16"),
    ("fp16|float16|half|amp", "fp16"),
)


def number(row: Mapping[str, str | None], name: str) -> float | None:
    """Return a positive number, None where the cell is empty.

    Raises:
        PlanError: the cell holds something else, or a number that is not positive and finite.
    """
    text = (row.get(name) or "").strip()
    if text.lower() in _EMPTY:
        return None
    try:
        value = float(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
    except ValueError:
        value = math.nan
    if not 0 < value <= _LARGEST:
        raise PlanError(f"column {name}: {text[:40]!r} is no positive number; correct it, or leave the cell empty")
    return value


def whole(row: Mapping[str, str | None], name: str, most: int = _MOST) -> int | None:
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


def stages_of(row: Mapping[str, str | None], name: str) -> int | None:
    """Return the virtual stages of a pipeline rank: 1 if the cell says that there are none, None if it is empty."""
    said = (row.get(name) or "").strip().lower()
    return 1 if said in ("n/a", "na", "none", "-") else whole(row, name, 10_000)


def precision_of(text: str) -> Precision | None:
    """Return the precision of matrix products that a text names, None where it names none."""
    return next((one for pattern, one in _PRECISIONS if re.search(pattern, text.lower())), None)


def recompute_of(text: str) -> Recompute | None:
    """Return the recomputation that a text names, None where it leaves it open."""
    said = text.strip().lower()
    if "/" in said and ("none" in said or "partial" in said):
        return "none"
    if "full" in said or said in ("true", "yes", "on", "block", "uniform", "all"):
        return "full"
    if "select" in said:
        return "selective"
    return "none" if said in ("none", "no", "off", "false") else None


def zero_of(text: str) -> int | None:
    """Return the sharded stage, 0 to 3, that a text names, None where it leaves it open."""
    said = text.strip().lower()
    if found := re.search(r"(?:zero|stage)\D{0,3}([0-3])", said):
        return int(found[1])
    if "no reshard" in said or "shard_grad_op" in said:
        return 2
    if "fsdp" in said or "fully sharded" in said or "full_shard" in said:
        return 3
    if "distributed optimizer" in said or said == "os":
        return 1
    return 0 if said in ("none", "no", "ddp", "no_shard") else None


def network_gbps_of(notes: str, gpus_a_server: int) -> float | None:
    """Return the network speed of one GPU where notes tell that of its server, in Gb/s."""
    found = re.search(r"(\d{1,6}(?:\.\d{1,6})?)\s*Gb(?:it)?(?:/s|ps)\s*(?:per|a)\s*(node|server|GPU|gpu)", notes)
    if found is None or not float(found[1]):
        return None
    return float(found[1]) / (1 if found[2].lower() == "gpu" else gpus_a_server)
