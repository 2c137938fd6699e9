"""A row of published runs as a question to the planner: what it says, and what had to be supposed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from trainward.errors import PlanError
from trainward.plan.known_models import find_model
from trainward.plan.parameters import attention_parameters, ffn_matrices
from trainward.plan.parts import find_gpu
from trainward.plan.row_experts import told_experts
from trainward.plan.row_fields import network_gbps_of, number, precision_of, recompute_of, stages_of, whole, zero_of
from trainward.records.hardware import Gpu, Precision
from trainward.records.layout import Recompute
from trainward.records.model_shape import ModelShape

Row = Mapping[str, str | None]

_GATED_WORDS: Final = ("swiglu", "geglu", "gated", "glu")
_PLAIN_WORDS: Final = ("gelu", "relu")
_ASSUMED_VOCAB: Final = 50_304  # of a model that names none: GPT-2's, rounded up to a multiple of 128
_ROUNDING: Final = 0.06  # published parameters are rounded: a width this near to the usual one is the usual one
_WIDEST: Final = 10_000_000  # of any width or count of a model
_EVERYTHING: Final = ("layers", "hidden", "heads")


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a row says of a run; None stands for what it leaves open. `supposed` are sentences."""

    shape: ModelShape
    gpu: Gpu
    gpus: int | None
    seq_len: int | None
    global_batch: int | None
    micro_batch: int | None
    tensor: int | None
    pipeline: int | None
    data: int | None
    context: int | None
    expert: int | None
    virtual_stages: int | None
    zero: int | None
    recompute: Recompute | None
    precision: Precision
    sequence_parallel: bool
    framework: str
    tokens: float | None
    supposed: tuple[str, ...]


def row_facts(row: Row) -> RowFacts:
    """Return what a row says, none of its measured columns being read.

    Raises:
        PlanError: a cell is wrong, or the model or the GPU cannot be known.
    """
    name = _text(row, "gpu")
    if not name:
        raise PlanError("column gpu: it is empty, 1 name is needed; fill in the GPU, as H100")
    gpu = find_gpu(name)
    speed = network_gbps_of(_text(row, "arch_notes"), gpu.domain)
    gpu = replace(gpu, network_gbps=speed) if speed else gpu
    shape, supposed = row_shape(row)
    precision = precision_of(_text(row, "precision"))
    if precision is None:
        precision = "bf16" if gpu.has_bf16 else "fp16"
        supposed = (*supposed, f"precision {precision}")
    tokens = number(row, "tokens_trained_b")
    return RowFacts(
        shape=shape,
        gpu=gpu,
        gpus=whole(row, "n_gpus", 10_000_000),
        seq_len=whole(row, "seq_len"),
        global_batch=whole(row, "global_batch"),
        micro_batch=whole(row, "micro_batch"),
        tensor=whole(row, "tp", 100_000),
        pipeline=whole(row, "pp", 100_000),
        data=whole(row, "dp", 10_000_000),
        context=whole(row, "cp", 100_000),
        expert=whole(row, "ep", 100_000),
        virtual_stages=stages_of(row, "vp") or _schedule_of(_text(row, "arch_notes")),
        zero=zero_of(_text(row, "zero_or_sharding")),
        recompute=recompute_of(_text(row, "recompute")),
        precision=precision,
        sequence_parallel="sp" in re.split(r"[^a-z]+", _text(row, "recompute").lower()),
        framework=_text(row, "framework"),
        tokens=tokens * 1e9 if tokens else None,
        supposed=supposed,
    )


def row_shape(row: Row) -> tuple[ModelShape, tuple[str, ...]]:
    """Return the model of a row, by its name where it is known, and what had to be supposed of it.

    Raises:
        PlanError: neither its name nor its columns give a shape.
    """
    known = _known(_text(row, "model"))
    widths = {name: whole(row, name, _WIDEST) for name in ("layers", "hidden", "heads", "kv_heads", "ffn", "vocab")}
    sparse = _is_sparse(row)
    if known is not None and (sparse or known.experts is not None or not all(widths[name] for name in _EVERYTHING)):
        return _known_with(known, widths), ()
    if sparse and (shape := _told_sparse(row, widths)):
        return shape, ("experts as noted",)
    if sparse:
        raise PlanError(
            f"model {_text(row, 'model')!r}: it has experts, and neither their number nor their width is told; "
            f"name a known model, or describe it in a TOML file with an [experts] table"
        )
    if all(widths[name] for name in _EVERYTHING):
        return _told(row, widths, known)
    return _guessed(row)


def _known(name: str) -> ModelShape | None:
    try:
        return find_model(name) if name else None
    except PlanError:
        return None


def _known_with(known: ModelShape, widths: Mapping[str, int | None]) -> ModelShape:
    """Return a known model with the depth and vocabulary of the row where it names them."""
    return replace(known, layers=widths["layers"] or known.layers, vocab=widths["vocab"] or known.vocab)


def _is_sparse(row: Row) -> bool:
    total, active = number(row, "params_total_b"), number(row, "params_active_b")
    notes = _text(row, "arch_notes").lower()
    experts = whole(row, "ep", 100_000) or 1
    return "moe" in notes or "expert" in notes or experts > 1 or bool(total and active and active < 0.9 * total)


def _told(row: Row, widths: Mapping[str, int | None], known: ModelShape | None) -> tuple[ModelShape, tuple[str, ...]]:
    layers, hidden, heads = (int(widths[name] or 0) for name in _EVERYTHING)
    supposed = []
    vocab = widths["vocab"] or (known.vocab if known else None)
    if vocab is None:
        vocab = _ASSUMED_VOCAB
        supposed.append(f"vocabulary of {vocab:,}")
    gated = _is_gated(row, known)
    ffn = widths["ffn"] or _ffn_width(row, (layers, hidden, vocab), gated)
    if not widths["ffn"]:
        supposed.append(f"feed-forward width {ffn:,}")
    shape = ModelShape(
        name=_text(row, "model") or "model",
        layers=layers,
        hidden=hidden,
        heads=heads,
        kv_heads=min(widths["kv_heads"] or heads, heads),
        head_dim=known.head_dim if known and known.heads == heads else max(1, hidden // heads),
        ffn=ffn,
        vocab=vocab,
        gated=gated,
        tied_embeddings=known.tied_embeddings if known else _is_tied(row, (layers, hidden, vocab, ffn), gated),
    )
    return shape, tuple(supposed)


def _told_sparse(row: Row, widths: Mapping[str, int | None]) -> ModelShape | None:
    """Return a model with the experts that a row tells of, None where it does not tell enough."""
    if not all(widths[name] for name in _EVERYTHING):
        return None
    shape, _ = _told(row, widths, None)
    shape = replace(shape, gated=not any(word in _text(row, "arch_notes").lower() for word in _PLAIN_WORDS))
    total = (number(row, "params_total_b") or 0.0) * 1e9
    one = shape.layers * shape.hidden * ffn_matrices(shape)
    room = (total - 2 * shape.vocab * shape.hidden - shape.layers * attention_parameters(shape)) / one
    experts = told_experts(shape.name, _text(row, "arch_notes"), widths["ffn"], room)
    return replace(shape, experts=experts, ffn=0, tied_embeddings=False) if experts else None


def _is_gated(row: Row, known: ModelShape | None) -> bool:
    """Return whether the feed-forward block is gated: as noted, as the model is known, or by the width's ratio."""
    notes = _text(row, "arch_notes").lower()
    if any(word in notes for word in _GATED_WORDS):
        return True
    if any(word in notes for word in _PLAIN_WORDS):
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
            f"model {_text(row, 'model')[:80]!r}: neither known by its name nor told by layers, hidden, heads or "
            f"params_total_b; fill these columns"
        )
    hidden = max(64, round((total * 1e9 / 12 / 100) ** (1 / 2) / 128) * 128) if total > 10 else 0
    hidden = hidden or max(64, round((total * 1e9 / 12 / 0.0125) ** (1 / 3) / 64) * 64)
    layers = max(1, round(total * 1e9 / (12 * hidden**2)))
    heads = max(1, hidden // 128)
    shape = ModelShape(
        name=_text(row, "model") or "model",
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


def _schedule_of(notes: str) -> int | None:
    """Return 1 where notes name the plain pipeline schedule, None where they name none or an interleaved one."""
    said = notes.lower()
    return 1 if "1f1b" in said and "interleaved" not in said else None


def _text(row: Row, name: str) -> str:
    return (row.get(name) or "").strip()
