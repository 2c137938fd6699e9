"""What a row says of its model that contradicts itself, or the known model of its name."""

from collections.abc import Iterator, Mapping
from typing import Final

from trainward.plan.parameters import active_parameters, count_parameters, total_parameters
from trainward.plan.row_fields import Row, number, whole
from trainward.records.model_shape import ModelShape

_FAR: Final = 0.30  # of the parameters; above, a row's size and its shape are two models; chosen
_NEAR_VOCABULARY: Final = 0.05  # a vocabulary is padded to suit the GPUs
_WIDTHS: Final = ("layers", "hidden", "heads", "kv_heads", "ffn", "vocab")
_OF_EVERY_MODEL: Final = (
    "layers",
    "hidden",
    "heads",
    "vocab",
)  # the others mean several things where there are experts


def row_doubts(row: Row, shape: ModelShape, known: ModelShape | None) -> tuple[str, ...]:
    """Return sentences on what of a row disagrees with its shape, or with the known model of its name."""
    return (*_of_name(row, shape, known), *_of_heads(row), *_of_size(row, shape))


def _of_name(row: Row, shape: ModelShape, known: ModelShape | None) -> Iterator[str]:
    if known is None:
        return
    plain = known.experts is None and known.latent is None
    kept: list[str] = []
    passed: list[str] = []
    for name in _WIDTHS if plain else _OF_EVERY_MODEL:
        told, usual, used = whole(row, name), getattr(known, name), getattr(shape, name)
        if not told or told == usual or (name == "vocab" and abs(told / usual - 1) <= _NEAR_VOCABULARY):
            continue
        (kept if used == told else passed).append(f"{name} {told:,} and not {usual:,}")
    if kept:
        yield f"the row's columns count, {', '.join(kept)} as {known.name} has"
    if passed:
        yield f"{known.name} counts, as the row's shape is not whole: {', '.join(passed)}, is passed over"


def _of_heads(row: Row) -> Iterator[str]:
    heads, kv_heads = whole(row, "heads"), whole(row, "kv_heads")
    if heads and kv_heads and kv_heads > heads:
        yield f"column kv_heads: {kv_heads:,} for {heads:,} heads, taken for {heads:,}"
    elif heads and kv_heads and heads % kv_heads:
        yield f"column kv_heads: {heads:,} heads do not divide by {kv_heads:,}"


def _of_size(row: Row, shape: ModelShape) -> Iterator[str]:
    count = count_parameters(shape)
    looked_up: Mapping[str, float] = {"all": 0.0, "table": count.embedding, "both": count.embedding + count.output}
    for column, value in (("params_total_b", total_parameters(shape)), ("params_active_b", active_parameters(shape))):
        told = number(row, column)
        counts = [value - less for less in looked_up.values() if value > less]
        if told and min(abs(one / (told * 1e9) - 1) for one in counts) > _FAR:
            yield f"column {column}: {told:g}, and the shape has {value / 1e9:.4g}; the shape counts"
