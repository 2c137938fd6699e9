"""The shape of the model of a row: by its columns, by its name, or by its size alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from trainward.errors import PlanError
from trainward.plan.known_models import known_shape
from trainward.plan.parameters import attention_parameters, ffn_matrices
from trainward.plan.row_clauses import all_mentions, is_said
from trainward.plan.row_doubts import row_doubts
from trainward.plan.row_experts import told_experts
from trainward.plan.row_fields import Row, cell, number, whole
from trainward.plan.row_model import NamedModel, model_meant
from trainward.records.model_shape import ModelShape

_GATED: Final = r"\b\w*glu\b|\bgated (?:mlp|ffn|feed|linear|gelu|silu|act)\w*|\bgated\b"
_PLAIN: Final = r"\b\w*gelu\b|\b\w*relu\b"
_EXPERTS: Final = r"\bmoe\b|\bmixture of experts?\b|\bexperts?\b|\b\d+ ?experts?\b"
_MIXED: Final = re.compile(r"\b\d{1,4}x\d{1,4}(?:\.\d{1,4})?b\b|\bmoe\b|\bexperts?\b", re.IGNORECASE)
_ASSUMED_VOCAB: Final = 50_304  # of a model that names none: GPT-2's, rounded up to a multiple of 128
_ROUNDING: Final = 0.06  # published parameters are rounded: a width this near to the usual one is the usual one
_WIDEST: Final = 10_000_000  # of any width or count of a model
_EVERYTHING: Final = ("layers", "hidden", "heads")


@dataclass(frozen=True, slots=True)
class RowShape:
    """The model of a row, what had to be supposed of it, and what of the row does not agree; both are sentences."""

    shape: ModelShape
    supposed: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def row_shape(row: Row) -> RowShape:
    """Return the model of a row: by its columns where they are a whole shape, else by its name, else by its size.

    Raises:
        PlanError: neither its name nor its columns give a shape.
    """
    widths = {name: whole(row, name, _WIDEST) for name in ("layers", "hidden", "heads", "kv_heads", "ffn", "vocab")}
    named = _named(row, _is_whole(widths))
    known = named.shape if named else None
    shape, supposed = _shape(row, widths, known)
    remarks = [named.remark] if named and named.remark else []
    if shape.experts is None and _is_sparse(row):
        remarks.append(f"the row tells of experts, and {shape.name} has none")
    return RowShape(shape, supposed, (*remarks, *row_doubts(row, shape, known)))


def _named(row: Row, is_told: bool) -> NamedModel | None:
    """Return the known model of a row's name; where a dense row tells its shape, its name is not interpreted."""
    name = cell(row, "model")
    if not is_told or _is_sparse(row):
        return model_meant(name, whole(row, "seq_len"))
    exact = known_shape(name)
    return NamedModel(exact) if exact else None


def _shape(row: Row, widths: Mapping[str, int | None], known: ModelShape | None) -> tuple[ModelShape, tuple[str, ...]]:
    is_told, sparse = _is_whole(widths), _is_sparse(row)
    if known is not None and (not is_told or _is_that_mixture(widths, known)):
        return _known_with(known, widths), ()
    if sparse and (shape := _told_sparse(row, widths)):
        return shape, ("experts as noted",)
    if known is not None and (sparse or known.experts is not None):
        return _known_with(known, widths), ()
    if sparse:
        raise PlanError(
            f"model {cell(row, 'model')[:80]!r}: it has experts, and neither their number nor their width is told; "
            f"name a known model, or describe it in a TOML file with an [experts] table"
        )
    return _told(row, widths, known) if is_told else _guessed(row)


def _is_whole(widths: Mapping[str, int | None]) -> bool:
    return all(widths[name] for name in _EVERYTHING)


def _is_that_mixture(widths: Mapping[str, int | None], known: ModelShape) -> bool:
    """Tell whether the columns are those of a known model with experts, whatever its depth is cut to."""
    return known.experts is not None and (widths["hidden"], widths["heads"]) == (known.hidden, known.heads)


def _known_with(known: ModelShape, widths: Mapping[str, int | None]) -> ModelShape:
    """Return a known model with the depth and vocabulary of the row where it names them."""
    layers = widths["layers"] or known.layers
    same = layers == known.layers
    experts = known.experts and replace(known.experts, dense_layers=min(known.experts.dense_layers, layers))
    return replace(
        known,
        layers=layers,
        vocab=widths["vocab"] or known.vocab,
        experts=experts,
        windowed_layers=_windowed(known, layers),
        params_total=known.params_total if same else None,
        params_active=known.params_active if same else None,
    )


def _windowed(known: ModelShape, layers: int) -> int:
    return min(layers, round(known.windowed_layers * layers / known.layers))


def _is_sparse(row: Row) -> bool:
    total, active = number(row, "params_total_b"), number(row, "params_active_b")
    experts = whole(row, "ep", 100_000) or 1
    told = is_said(cell(row, "arch_notes"), _EXPERTS) or _MIXED.search(cell(row, "model")) is not None
    return told or experts > 1 or bool(total and active and active < 0.9 * total)


def _told(row: Row, widths: Mapping[str, int | None], known: ModelShape | None) -> tuple[ModelShape, tuple[str, ...]]:
    layers, hidden, heads = (int(widths[name] or 0) for name in _EVERYTHING)
    supposed = []
    vocab = widths["vocab"] or (known.vocab if known else None)
    if vocab is None:
        vocab = _ASSUMED_VOCAB
        supposed.append(f"vocabulary of {vocab:,}")
    gated = _is_gated(row, known)
    alike = known if known and (known.hidden, known.heads) == (hidden, heads) else None
    ffn = widths["ffn"] or _ffn_width(row, (layers, hidden, vocab), gated)
    if not widths["ffn"]:
        supposed.append(f"feed-forward width {ffn:,}")
    shape = ModelShape(
        name=cell(row, "model") or "model",
        layers=layers,
        hidden=hidden,
        heads=heads,
        kv_heads=min(widths["kv_heads"] or heads, heads),
        head_dim=alike.head_dim if alike else max(1, hidden // heads),
        ffn=ffn,
        vocab=vocab,
        gated=gated,
        tied_embeddings=known.tied_embeddings if known else _is_tied(row, (layers, hidden, vocab, ffn), gated),
        window=alike.window if alike else 0,
        windowed_layers=_windowed(alike, layers) if alike else 0,
    )
    return shape, tuple(supposed)


def _told_sparse(row: Row, widths: Mapping[str, int | None]) -> ModelShape | None:
    """Return a model with the experts that a row tells of, None where it does not tell enough."""
    if not all(widths[name] for name in _EVERYTHING):
        return None
    shape, _ = _told(row, widths, None)
    shape = replace(shape, gated=not is_said(cell(row, "arch_notes"), _PLAIN))
    total = (number(row, "params_total_b") or 0.0) * 1e9
    one = shape.layers * shape.hidden * ffn_matrices(shape)
    room = (total - 2 * shape.vocab * shape.hidden - shape.layers * attention_parameters(shape)) / one
    experts = told_experts(shape.name, cell(row, "arch_notes"), widths["ffn"], room)
    return replace(shape, experts=experts, ffn=0, tied_embeddings=False) if experts else None


def _is_gated(row: Row, known: ModelShape | None) -> bool:
    """Return whether the feed-forward block is gated: as noted, as the model is known, or by the width's ratio."""
    notes = cell(row, "arch_notes")
    if is_said(notes, _GATED):
        return True
    if is_said(notes, _PLAIN) or all_mentions(notes, re.compile(f"(?P<gated>{_GATED})")):
        return False
    if known is not None:
        return known.gated
    ffn, hidden = whole(row, "ffn"), whole(row, "hidden")
    return bool(ffn and hidden and ffn != 4 * hidden)


def _ffn_width(row: Row, sizes: tuple[int, int, int], gated: bool) -> int:
    """Return the width that the published parameters leave for the feed-forward block, or the usual one."""
    layers, hidden, vocab = sizes
    total = number(row, "params_total_b")
    matrices = 3 if gated else 2
    left = (total or 0) * 1e9 - 2 * vocab * hidden - layers * 4 * hidden**2
    width = left / (layers * matrices * hidden)
    usual = 8 * hidden / 3 if gated else 4 * hidden
    told = total and 0.5 * usual < width < 2 * usual
    near = abs(width / usual - 1) < _ROUNDING
    return round(width) if told and not near else round(usual)


def _is_tied(row: Row, sizes: tuple[int, int, int, int], gated: bool) -> bool:
    """Return whether the published parameters are better met with one vocabulary matrix than with two."""
    total = number(row, "params_total_b")
    layers, hidden, vocab, ffn = sizes
    kv_heads, heads = whole(row, "kv_heads"), whole(row, "heads")
    ratio = kv_heads / heads if kv_heads and heads else 1.0
    blocks = layers * (2 * hidden**2 * (1 + ratio) + (3 if gated else 2) * hidden * ffn)
    if not total:
        return False
    return abs(blocks + vocab * hidden - total * 1e9) < abs(blocks + 2 * vocab * hidden - total * 1e9)


def _guessed(row: Row) -> tuple[ModelShape, tuple[str, ...]]:
    """Return a shape of the usual proportions with as many parameters as the row tells."""
    total = number(row, "params_total_b")
    if not total:
        raise PlanError(
            f"model {cell(row, 'model')[:80]!r}: neither known by its name nor told by layers, hidden, heads or "
            f"params_total_b; fill these columns"
        )
    hidden = max(64, round((total * 1e9 / 12 / 100) ** (1 / 2) / 128) * 128) if total > 10 else 0
    hidden = hidden or max(64, round((total * 1e9 / 12 / 0.0125) ** (1 / 3) / 64) * 64)
    layers = max(1, round(total * 1e9 / (12 * hidden**2)))
    heads = max(1, hidden // 128)
    shape = ModelShape(
        name=cell(row, "model") or "model",
        layers=layers,
        hidden=hidden,
        heads=heads,
        kv_heads=heads,
        head_dim=hidden // heads,
        ffn=4 * hidden,
        vocab=_ASSUMED_VOCAB,
        gated=False,
        params_total=total * 1e9,
    )
    return shape, (f"a usual shape of {layers} layers of width {hidden}, from its parameters alone",)
