"""Reads the shape of a transformer from a table of keys, as a TOML file holds it, and holds it to what can be built."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Final

from trainward.errors import PlanError
from trainward.records.model_shape import Experts, LatentAttention, ModelShape

LARGEST: Final = 10**9  # chosen: no width or count of a transformer comes near it, and no product of a few overflows

LONGEST_NAME: Final = 200
"""Letters of a model's name; chosen."""

_COUNTS: Final = ("layers", "hidden", "heads", "kv_heads", "head_dim", "ffn", "vocab", "window", "windowed_layers")
_MAY_BE_ZERO: Final = frozenset({"ffn", "window", "windowed_layers", "q_rank", "shared_ffn", "dense_layers"})
_FLAGS: Final = ("gated", "tied_embeddings")
_PUBLISHED: Final = ("params_total", "params_active")
_KEYS: Final = frozenset({"name", "experts", "latent", *_COUNTS, *_FLAGS, *_PUBLISHED})
_NEEDED: Final = ("layers", "hidden", "heads", "vocab")


def read_shape(table: Mapping[str, object], where: str, like: ModelShape | None = None) -> ModelShape:
    """Return the shape that a table describes; what it does not say is as in `like`.

    Without `like`, heads have hidden / heads elements each, and as many keys and values as queries.

    Raises:
        PlanError: a key is unknown or missing, or a value cannot be that of a transformer.
    """
    unknown = sorted(set(table) - _KEYS)
    if unknown:
        raise PlanError(f"{where}: {unknown[0]!r} is no key of a model; use {', '.join(sorted(_KEYS))}")
    said: dict[str, object] = {key: _count(table, key, where) for key in _COUNTS if key in table}
    said |= {key: _flag(table, key, where) for key in _FLAGS if key in table}
    said |= {key: _published(table, key, where) for key in _PUBLISHED if key in table}
    if "name" in table:
        said["name"] = _name(table["name"], where)
    if "experts" in table:
        said["experts"] = _experts(table["experts"], where, like.experts if like else None)
    if "latent" in table:
        said["latent"] = _latent(table["latent"], where, like.latent if like else None)
    if like is not None:
        counts = {} if set(said) <= {"name"} else dict.fromkeys(_PUBLISHED)  # those of another shape
        said = counts | said
        return hold(replace(like, **said), where)  # type: ignore[arg-type]  # each was read as what its field holds
    return hold(_whole(said, where), where)


def hold(shape: ModelShape, where: str) -> ModelShape:
    """Return the shape itself, once its numbers agree with each other.

    Raises:
        PlanError: they do not.
    """
    experts = shape.experts
    if shape.heads % shape.kv_heads:
        raise PlanError(
            f"{where}: heads = {shape.heads} is no multiple of kv_heads = {shape.kv_heads}; "
            f"use a kv_heads that divides {shape.heads}"
        )
    if experts and experts.active > experts.count:
        raise PlanError(f"{where}: {experts.active} active experts of {experts.count}; use {experts.count} at most")
    if experts and experts.dense_layers > shape.layers:
        raise PlanError(
            f"{where}: dense_layers = {experts.dense_layers} of {shape.layers} layers; use {shape.layers} at most"
        )
    if not shape.ffn and (experts is None or experts.dense_layers):
        raise PlanError(f"{where}: ffn is 0 in a model with dense layers; give the width of their feed-forward block")
    if shape.windowed_layers > shape.layers:
        raise PlanError(
            f"{where}: windowed_layers = {shape.windowed_layers} of {shape.layers} layers; use {shape.layers} at most"
        )
    if shape.windowed_layers and not shape.window:
        raise PlanError(f"{where}: {shape.windowed_layers} windowed layers with window = 0; give the window in tokens")
    return shape


def whole_number(value: object, key: str, where: str, least: int = 1) -> int:
    """Return the value of a key, once it is a whole number of at least `least`.

    Raises:
        PlanError: it is anything else.
    """
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(whole, bool) or not isinstance(whole, int) or not least <= whole <= LARGEST:
        raise PlanError(
            f"{where}: {key} is {shown(value)}, not a whole number from {least} to {LARGEST:.0e}; correct it"
        )
    return whole


def shown(value: object) -> str:
    """Return a value as a message shows it, written as in the file: a long one is cut."""
    text = str(value).lower() if isinstance(value, bool) else _written(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _written(value: object) -> str:
    try:
        if isinstance(value, str):
            return repr(value[:60])
        if isinstance(value, float):
            return f"{value:.10g}"
        return repr(value) if isinstance(value, list | dict) else str(value)
    except ValueError:  # a number with more digits than Python writes
        return "a number of thousands of digits"


def _whole(said: dict[str, object], where: str) -> ModelShape:
    missing = [key for key in _NEEDED if key not in said]
    if missing:
        raise PlanError(
            f"{where}: no {', '.join(missing)}, {len(missing)} of the {len(_NEEDED)} keys a model must have; "
            "add them, or name a known model with like = '...'"
        )
    hidden, heads = int(str(said["hidden"])), int(str(said["heads"]))
    if "head_dim" not in said and hidden % heads:
        raise PlanError(f"{where}: hidden = {hidden} is no multiple of heads = {heads}; give head_dim as well")
    assumed = {"name": where, "kv_heads": heads, "head_dim": hidden // heads, "ffn": 0}
    return ModelShape(**(assumed | said))  # type: ignore[arg-type]  # each was read as what its field holds


def _experts(value: object, where: str, like: Experts | None) -> Experts:
    where = f"{where}, [experts]"
    said = _part(value, where, tuple(field.name for field in fields(Experts)))
    if like is not None:
        return replace(like, **said)
    return Experts(**_complete(said, ("count", "active", "ffn"), where))


def _latent(value: object, where: str, like: LatentAttention | None) -> LatentAttention:
    where = f"{where}, [latent]"
    names = tuple(field.name for field in fields(LatentAttention))
    said = _part(value, where, names)
    if like is not None:
        return replace(like, **said)
    return LatentAttention(**_complete(said, names, where))


def _part(value: object, where: str, names: tuple[str, ...]) -> dict[str, int]:
    if not isinstance(value, Mapping):
        raise PlanError(f"{where}: it is {shown(value)}, not a table; give it the keys {', '.join(names)}")
    unknown = sorted(set(value) - set(names))
    if unknown:
        raise PlanError(f"{where}: {unknown[0]!r} is no key of it; use {', '.join(names)}")
    return {key: _count(value, key, where) for key in names if key in value}


def _complete(said: dict[str, int], needed: tuple[str, ...], where: str) -> dict[str, int]:
    missing = [key for key in needed if key not in said]
    if missing:
        raise PlanError(f"{where}: no {', '.join(missing)}, {len(said)} of {len(needed)} keys are there; add them")
    return said


def _count(table: Mapping[str, object], key: str, where: str) -> int:
    return whole_number(table[key], key, where, 0 if key in _MAY_BE_ZERO else 1)


def _flag(table: Mapping[str, object], key: str, where: str) -> bool:
    value = table[key]
    if not isinstance(value, bool):
        raise PlanError(f"{where}: {key} is {shown(value)}, not true or false; write one of the two")
    return value


def _name(value: object, where: str) -> str:
    if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST_NAME:
        raise PlanError(f"{where}: name is {shown(value)}, not a text of 1 to {LONGEST_NAME} letters; correct it")
    return value


def _published(table: Mapping[str, object], key: str, where: str) -> float:
    value = table[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < LARGEST**2:
        raise PlanError(f"{where}: {key} is {shown(value)}, not a number of parameters above 0; correct it")
    return float(value)
