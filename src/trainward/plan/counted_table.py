"""Reads a model that was counted elsewhere from a table of keys: any network, by its parameters and operations."""

import math
from collections.abc import Mapping
from typing import Final

from trainward.errors import PlanError
from trainward.plan.shape_table import shown
from trainward.records.model_shape import CountedModel

_NEEDED: Final = ("params", "forward_flops", "activation_bytes")
_KEYS: Final = ("name", "sample", "trained_params", *_NEEDED)


def is_counted(table: Mapping[str, object]) -> bool:
    """Return whether a table describes a counted model and not the shape of a transformer."""
    return "forward_flops" in table


def read_counted(table: Mapping[str, object], where: str) -> CountedModel:
    """Return the counted model that a table describes; all parameters are trained where it does not say.

    Raises:
        PlanError: a key is unknown or missing, or a value is no positive number.
    """
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        raise PlanError(f"{where}: {unknown[0]!r} is no key of a counted model; use {', '.join(_KEYS)}")
    missing = [key for key in _NEEDED if key not in table]
    if missing:
        raise PlanError(
            f"{where}: no {', '.join(missing)}, {len(missing)} of {len(_NEEDED)} keys are missing; add them"
        )
    params, flops, kept = (_positive(table[key], key, where) for key in _NEEDED)
    trained = _positive(table.get("trained_params", params), "trained_params", where)
    if trained > params:
        raise PlanError(f"{where}: trained_params = {trained:g} of params = {params:g}; use {params:g} at most")
    return CountedModel(
        name=str(table.get("name", where)),
        params=params,
        trained_params=trained,
        forward_flops=flops,
        activation_bytes=kept,
        sample=str(table.get("sample", "sample")),
    )


def _positive(value: object, key: str, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        raise PlanError(f"{where}: {key} is {shown(value)}, not a number above 0; correct it")
    return float(value)
