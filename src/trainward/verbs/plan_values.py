"""Values of `trainward plan` as people write them: 1.5T tokens, 3x224x224, tp=4 pp=8."""

import math
import re
from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from trainward.errors import PlanError
from trainward.records.layout import Layout, Recompute

_UNITS: Final = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9, "g": 1e9, "t": 1e12, "p": 1e15}
_AMOUNT: Final = re.compile(r"([0-9][0-9_,]*\.?[0-9]*(?:e[+-]?\d+)?)\s*([kmbgtp]?)", re.IGNORECASE)
_LAYOUT: Final = {
    "tp": "tensor",
    "tensor": "tensor",
    "pp": "pipeline",
    "pipeline": "pipeline",
    "dp": "data",
    "data": "data",
    "cp": "context",
    "context": "context",
    "ep": "expert",
    "expert": "expert",
    "vp": "virtual_stages",
    "virtual": "virtual_stages",
    "mb": "micro_batch",
    "micro": "micro_batch",
    "zero": "zero",
}
_RECOMPUTE: Final[tuple[Recompute, ...]] = ("none", "selective", "full")


def amount(text: str, option: str) -> float:
    """Return a positive amount such as 300B, 1.5T, 2e12 or 4096.

    Raises:
        PlanError: it is none.
    """
    found = _AMOUNT.fullmatch(text.strip())
    value = float(found[1].replace(",", "").replace("_", "")) * _UNITS[found[2].lower()] if found else math.nan
    if not math.isfinite(value) or value <= 0:
        raise PlanError(f"{option} {text[:40]!r}: no positive amount; write it as 300B, 1.5T, 2e12 or 4096")
    return value


def shape(text: str, option: str) -> tuple[int, ...]:
    """Return sizes such as 3x224x224.

    Raises:
        PlanError: it is none.
    """
    pieces = text.lower().replace("*", "x").replace(",", "x").split("x")
    if not all(piece.strip().isdigit() and int(piece) > 0 for piece in pieces):
        raise PlanError(f"{option} {text[:40]!r}: no sizes of one sample; write them as 3x224x224, or 512 for tokens")
    return tuple(int(piece) for piece in pieces)


def layout(text: str, gpus: int | None) -> Layout:
    """Return a layout such as "tp=4 pp=8 dp=16 mb=1 zero=1 recompute=full"; data fills up what is not told.

    Raises:
        PlanError: a word is no degree, or the GPUs do not divide by those that are told.
    """
    told: dict[str, int] = {}
    recompute: Recompute = "none"
    for word in re.split(r"[\s,;]+", text.strip()):
        name, _, value = word.partition("=")
        if name.lower() == "recompute":
            recompute = _recompute(value)
        else:
            told[_degree(name)] = _count(name, value)
    spread = math.prod(told.get(name, 1) for name in ("tensor", "pipeline", "context"))
    whole = gpus or spread * told.get("data", 1)
    found = Layout(gpus=whole, data=max(1, whole // spread), recompute=recompute)
    return replace(found, **told)  # type: ignore[arg-type] # all of these fields are whole numbers


def _degree(name: str) -> str:
    if name.lower() not in _LAYOUT:
        near = get_close_matches(name.lower(), [*_LAYOUT, "recompute"], n=1)
        hint = f"did you mean {near[0]}?" if near else "known are tp, pp, dp, cp, ep, vp, mb, zero, recompute"
        raise PlanError(f"--layout: {name[:40]!r} is no degree of a layout; {hint}")
    return _LAYOUT[name.lower()]


def _count(name: str, value: str) -> int:
    if not value.isdigit():
        raise PlanError(f"--layout {name}={value[:40]}: no whole number; write it as {name}=4")
    return int(value)


def _recompute(value: str) -> Recompute:
    found = next((one for one in _RECOMPUTE if one == value.lower()), None)
    if found is None:
        raise PlanError(f"--layout recompute={value[:40]}: it is none, selective or full; correct it")
    return found
