"""Figures of a plan as text: three digits, a unit that keeps them readable, and the range behind them."""

import math
from typing import Final, TypeAlias

from trainward.records.estimate import Interval

Units: TypeAlias = tuple[tuple[float, float, str], ...]
"""From which value a unit is used, how many make one of it, and its name; rising."""

STEP: Final[Units] = ((0.0, 1e-6, "us"), (1e-3, 1e-3, "ms"), (1.0, 1.0, "s"), (600.0, 60.0, "min"))
DAYS: Final[Units] = (
    (0.0, 1e-3 / 86_400, "ms"),
    (1 / 86_400, 1 / 86_400, "s"),
    (1 / 720, 1 / 1440, "minutes"),
    (1 / 12, 1 / 24, "hours"),
    (2.0, 1.0, "days"),
    (1000.0, 365.25, "years"),
)
HOURS: Final[Units] = (
    (0.0, 1 / 3600, "s"),
    (1 / 30, 1 / 60, "minutes"),
    (2.0, 1.0, "hours"),
    (96.0, 24.0, "days"),
    (24_000.0, 8766.0, "years"),
)
MINUTES: Final[Units] = ((0.0, 1 / 60, "s"), (2.0, 1.0, "min"), (120.0, 60.0, "hours"))
SECONDS: Final[Units] = ((0.0, 1.0, "s"), (120.0, 60.0, "min"))
DOLLARS: Final[Units] = ((0.0, 1.0, "USD"), (1e4, 1e3, "kUSD"), (1e6, 1e6, "MUSD"), (1e9, 1e9, "billion USD"))
KILOWATTS: Final[Units] = ((0.0, 1.0, "kW"), (1e3, 1e3, "MW"), (1e6, 1e6, "GW"))
MEGAWATT_HOURS: Final[Units] = ((0.0, 1e-6, "Wh"), (1e-3, 1e-3, "kWh"), (1.0, 1.0, "MWh"), (1e3, 1e3, "GWh"))
PETAFLOPS: Final[Units] = ((0.0, 1e-3, "TFLOP/s"), (1.0, 1.0, "PFLOP/s"), (1e3, 1e3, "EFLOP/s"))
GIB: Final[Units] = ((0.0, 1.0, "GiB"),)
SHARE: Final[Units] = ((0.0, 0.01, "%"),)
TIMES: Final[Units] = ((0.0, 1.0, ""),)
AMOUNT: Final[Units] = ((0.0, 1.0, ""), (1e6, 1e6, "M"), (1e9, 1e9, "B"), (1e12, 1e12, "T"))

UNKNOWN: Final = "not known"
_NO_GIB: Final = 0.05  # below what the figures of memory show; chosen


def figure(value: float, units: Units, digits: int = 3) -> str:
    """Return a figure with its unit, or that it is not known."""
    if not math.isfinite(value):
        return UNKNOWN if math.isnan(value) else _number(value, 0)
    factor, unit = scale(value, units)
    return f"{_number(value / factor, _places(value / factor, digits), digits)} {unit}".rstrip()


def given(value: float, units: Units, digits: int = 4) -> str:
    """Return a figure without a range, and without the zeros that would make it look measured."""
    if not math.isfinite(value):
        return figure(value, units)
    factor, unit = scale(value, units)
    return f"{_rounded(value / factor, digits):,.10g} {unit}".rstrip()


def part_of(value: float, whole: float, units: Units) -> str:
    """Return a part in the unit and with the decimals that suit its whole, so that parts can be compared."""
    if not math.isfinite(value) or not math.isfinite(whole):
        return figure(value, units)
    factor, unit = scale(whole, units)
    places = _places(whole / factor / 10, 2)
    least = 10.0**-places
    if 0 < value / factor < least / 2:
        return f"<{least:.{places}f} {unit}".rstrip()
    return f"{_number(value / factor, places)} {unit}".rstrip()


def spread(interval: Interval, units: Units, digits: int = 3) -> str:
    """Return the range of a figure in the unit of its middle, such as `10.9 to 14.2`; empty where it has none."""
    if not known(interval):
        return ""
    factor, _ = scale(interval.middle, units)
    places = _places(interval.middle / factor, digits)
    low, high = (_bound(value / factor, places, digits) for value in (interval.low, interval.high))
    return f"{low} to {high}" if low != high else ""


def ranged(interval: Interval, units: Units, digits: int = 3) -> str:
    """Return a figure with its unit and range, such as `12.3 days (10.9 to 14.2)`."""
    told = spread(interval, units, digits)
    middle = figure(interval.middle, units, digits)
    return f"{middle} ({told})" if told else middle


def known(interval: Interval) -> bool:
    """Tell whether a figure and its range are numbers."""
    return not any(math.isnan(value) for value in (interval.low, interval.middle, interval.high))


def counted(count: int, what: str) -> str:
    """Return a number of things in words."""
    ending = "es" if what.endswith(("ch", "s", "x")) else "s"
    return f"{count:,} {what}{'' if count == 1 else ending}"


def most(count: int, what: str) -> str:
    """Return a number of things that there is room for."""
    return f"{'up to ' if count > 1 else ''}{counted(count, what)}"


def change(gib: float) -> str:
    """Return a change of memory with its sign; one too small to matter is none."""
    if abs(gib) < _NO_GIB:
        return "none"
    return f"{'+' if gib > 0 else '-' if gib < 0 else ''}{figure(abs(gib), GIB)}"


def scale(value: float, units: Units) -> tuple[float, str]:
    """Return size and name of the largest unit that a value, as it is rounded, reaches."""
    size = abs(_rounded(value, 3))
    _, factor, unit = [one for one in units if size >= one[0]][-1]
    return factor, unit


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")


def _places(value: float, digits: int = 3) -> int:
    """Return how many decimals show a value with its digits, one digit fewer below 1."""
    size = abs(_rounded(value, digits))
    if size == 0 or math.isinf(size):
        return 0
    return max(0, (digits if size >= 1 else digits - 1) - 1 - math.floor(math.log10(size)))


def _bound(value: float, places: int, digits: int) -> str:
    """Return an end of a range with the decimals of its middle, or its own where those hide it or are too many."""
    own = _places(value, digits)
    return _number(value, min(places, own) if abs(value) >= 5 * 10.0**-places else own, digits)


def _number(value: float, places: int, digits: int = 3) -> str:
    if math.isinf(value):
        return "infinity" if value > 0 else "-infinity"
    return f"{_rounded(value, digits):,.0f}" if places == 0 else f"{value:,.{places}f}"
