"""Values of `trainward plan` as people write them: 1.5T tokens, 3x224x224, tp=4 pp=8."""

import math
import re
from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from trainward.errors import PlanError
from trainward.plan.site import MOST_GPUS
from trainward.records.layout import Layout, Recompute

# The most that can be meant, all of them chosen: beyond it a figure is a slip, and its answer would be of no use.
MOST_DAYS: Final = 1e5
MOST_TOKENS: Final = 1e18
MOST_LENGTH: Final = 1e8  # tokens of a sequence
MOST_SEQUENCES: Final = 1e9  # of a step, or served at the same time
MOST_USD: Final = 1e13
MOST_SPEED: Final = 1e12  # tokens a second

_MOST_DIGITS: Final = 40  # of a number that is typed; chosen
_MOST_DEGREE: Final = 10_000_000
_MOST_SIZE: Final = 1e9  # elements of a sample; chosen
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
    "recompute": "recompute",
}
_RECOMPUTE: Final[tuple[Recompute, ...]] = ("none", "selective", "full")


def amount(text: str, option: str, most: float = math.inf) -> float:
    """Return a positive amount such as 300B, 1.5T, 2e12 or 4096.

    Raises:
        PlanError: it is none, or above the most that can be meant.
    """
    found = _AMOUNT.fullmatch(text.strip()) if len(text) <= _MOST_DIGITS else None
    value = float(found[1].replace(",", "").replace("_", "")) * _UNITS[found[2].lower()] if found else math.nan
    if not math.isfinite(value) or value <= 0:
        raise PlanError(f"{option} {_shown(text)}: no positive amount; write it as 300B, 1.5T, 2e12 or 4096")
    if value > most:
        raise PlanError(f"{option} {_shown(text)}: it is more than can be meant; give {most:,.10g} at most")
    return value


def whole(text: str, option: str, most: float) -> int:
    """Return a whole number above 0, written as an amount: 8k, 1e3, 4096.

    Raises:
        PlanError: it is none, or above the most that can be meant.
    """
    value = amount(text, option, most)
    if value != int(value):
        raise PlanError(f"{option} {_shown(text)}: it is not whole; write a whole number, as 8k, 1e3 or 4096")
    return int(value)


def shape(text: str, option: str) -> tuple[int, ...]:
    """Return sizes such as 3x224x224.

    Raises:
        PlanError: it is none, or has more elements than can be meant.
    """
    pieces = [piece.strip() for piece in text.lower().replace("*", "x").replace(",", "x").split("x")]
    if not all(_is_count(piece) and int(piece) > 0 for piece in pieces):
        raise PlanError(f"{option} {_shown(text)}: no sizes of one sample; write them as 3x224x224, or 512 for tokens")
    sizes = tuple(map(int, pieces))
    if math.prod(sizes) > _MOST_SIZE:
        raise PlanError(f"{option} {_shown(text)}: a sample of {_MOST_SIZE:,.0f} elements at most; make it smaller")
    return sizes


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS


def _shown(text: str) -> str:
    return repr(text if len(text) <= _MOST_DIGITS else f"{text[: _MOST_DIGITS - 3]}...")


def layout(text: str, gpus: int | None) -> Layout:
    """Return a layout such as "tp=4 pp=8 dp=16 mb=1 zero=1 recompute=full"; data fills up what is not told.

    Raises:
        PlanError: a word is no degree, is told twice or out of its range, or there are too many GPUs.
    """
    told: dict[str, int] = {}
    recompute: Recompute | None = None
    for word in re.split(r"[\s,;]+", text.strip(" \t\n,;")):
        name, _, value = word.partition("=")
        kind = _degree(name)
        if kind in told or (kind == "recompute" and recompute is not None):
            raise PlanError(f"--layout {text[:80]!r}: {name} is told 2 times; tell it once")
        if kind == "recompute":
            recompute = _recompute(value)
        else:
            told[kind] = _count(name, value, 0 if kind == "zero" else 1)
    spread = math.prod(told.get(name, 1) for name in ("tensor", "pipeline", "context"))
    gpus = gpus or spread * told.get("data", 1)
    if gpus > MOST_GPUS:
        raise PlanError(f"--layout {_shown(text)}: {gpus:,} GPUs, and {MOST_GPUS:,} are the most; take fewer")
    found = Layout(gpus=gpus, data=max(1, gpus // spread), recompute=recompute or "none")
    return replace(found, **told)  # type: ignore[arg-type] # all of these fields are whole numbers


def _degree(name: str) -> str:
    if name.lower() not in _LAYOUT:
        near = get_close_matches(name.lower()[:40], _LAYOUT, n=1)
        hint = f"did you mean {near[0]}?" if near else "known are tp, pp, dp, cp, ep, vp, mb, zero, recompute"
        raise PlanError(f"--layout: {name[:40]!r} is no degree of a layout; {hint}")
    return _LAYOUT[name.lower()]


def _count(name: str, value: str, least: int) -> int:
    number = int(value) if _is_count(value) else -1
    if not least <= number <= _MOST_DEGREE:
        raise PlanError(
            f"--layout {name}={value[:40]}: no whole number from {least} to {_MOST_DEGREE:,}; write it as {name}=4"
        )
    return number


def _recompute(value: str) -> Recompute:
    found = next((one for one in _RECOMPUTE if one == value.lower()), None)
    if found is None:
        raise PlanError(f"--layout recompute={value[:40]}: it is none, selective or full; correct it")
    return found
