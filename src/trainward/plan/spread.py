"""How far the truth lies from the estimate: ranges that held 80 % of published runs of papers left out of the fit."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

from trainward.records.estimate import Interval

Kind: TypeAlias = Literal["step_dense", "step_sparse", "step_outside", "allocated", "device", "gpu_hours"]


@cache
def _table() -> Mapping[str, Mapping[str, list[float]]]:
    table: Mapping[str, Mapping[str, list[float]]] = tomllib.loads(
        files("trainward.plan").joinpath("constants.toml").read_text(encoding="utf-8")
    )
    return table


def spread(kind: Kind, middle: float) -> Interval:
    """Return the range around a figure: the estimate times measured over estimated, low, middle and high."""
    low, centre, high = _table()["spread"][kind]
    return Interval(middle * low, middle * centre, middle * high)


def inverse(interval: Interval, of: float) -> Interval:
    """Return the range of `of` divided by a figure."""
    return Interval(of / interval.high, of / interval.middle, of / interval.low)


def scaled(interval: Interval, by: float) -> Interval:
    """Return a range times a number."""
    return Interval(interval.low * by, interval.middle * by, interval.high * by)
