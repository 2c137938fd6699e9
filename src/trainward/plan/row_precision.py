"""The precision of matrix products as people write it: "bf16 with fp32 gradients" is bf16."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args

from trainward.plan.row_clauses import Mention, all_mentions, is_open, mentions, one_of, plain, shown
from trainward.records.hardware import Precision

_FORMATS: Final = one_of(
    {
        "nvfp4": (r"(?:nv|mx)?\s?(?:fp|float)\s?4(?!\d)\w*", r"e2m1\w*"),
        "mxfp8": (r"mx\s?(?:fp|float)\s?8\w*", r"fp\s?8\s?mx\b", r"microscaling fp\s?8"),
        "fp8": (r"(?:fp|float|f)\s?8(?!\d)\w*", r"e[45]m[23]\w*", r"8\s?bit float\w*"),
        "tf32": (r"tf\s?32", r"tensor\s?float\s?32"),
        "fp32": (r"(?:fp|float|f)\s?32", r"single(?:\s?precision)?", r"full precision", r"32\s?(?:bit|true)"),
        "bf16": (r"b\s?f(?:p|loat)?\s?16\w*", r"bfloat", r"brain\s?float\w*"),
        "fp16": (r"(?:fp|float|f)\s?16\w*",),
        # less than a format: they count where none is named
        "vague": (r"half(?:\s?precision)?", r"amp", r"apex", r"16\s?(?:mixed|true)", r"o[12]"),
        "strange": (r"(?:fp|float|int|uint|bf|e\d+m|hif|posit)\s?\d+\w*",),
    },
    left=r"(?<![a-z0-9])(?:torch\.)?",
    right=r"(?![a-z0-9])",
)
_ROLES: Final = (
    r"(?:master|main|weights?(?! (?:and|&) act)|params?|parameters?|grad\w*|accum\w*|reduc\w*|all ?reduce\w*|optim\w*|"
    r"states?|moments?|adam\w*|momentum|residual\w*|logits?|softmax|loss|rout\w+|norm\w*|layer ?norm\w*|rms ?norm\w*|"
    r"comm\w*|embed\w*|cop(?:y|ies)|storage|(?:all )?gather\w*|attention|attn|dispatch\w*|kv|cache|lm head|"
    r"output layer|buffers?|rope|scal(?:e|es|ing factors?)|wgrad|dgrad)"
)
_ROLE_AFTER: Final = re.compile(rf"\s*(?:for |in |of )?(?:the )?(?:\w+ )?{_ROLES}\b")
_ROLE_BEFORE: Final = re.compile(rf"\b{_ROLES}(?: \w+)?(?: (?:in|is|are|at|as|dtype|type))?\s*$")
_NARROWEST: Final[tuple[tuple[str, ...], ...]] = (
    ("nvfp4",), ("mxfp8",), ("fp8",), ("bf16", "fp16"), ("vague",), ("tf32",), ("fp32",),
)  # fmt: skip
_WIDE: Final = frozenset({"fp32", "tf32"})


@dataclass(frozen=True, slots=True)
class ReadPrecision:
    """What a cell names, None where it leaves it open, and a sentence on what of it was not understood."""

    value: Precision | None
    remark: str = ""


def read_precision(text: str) -> ReadPrecision:
    """Return the precision of matrix products that a cell names.

    The narrowest counts that is neither denied nor said of something else, as of gradients or the optimizer.
    """
    if is_open(text) or text.strip().lower() in ("none", "-"):
        return ReadPrecision(None)
    found = all_mentions(text, _FORMATS)
    strange = [one for one in found if one.kind == "strange" and not one.denied]
    told = [one for one in found if one.kind != "strange" and not one.denied]
    value = _chosen(told, text)
    if value and strange:
        return ReadPrecision(value, f"precision {shown(text)}: {strange[0].words!r} is not understood, {value} counts")
    if value or (_is_mixed(text) and not strange):
        return ReadPrecision(value)
    return ReadPrecision(None, f"precision {shown(text)} is not understood, taken for empty")


def _chosen(told: Sequence[Mention], text: str) -> Precision | None:
    """Return the narrowest format that is said of matrix products, in default of one that is said of weights."""
    kind = _narrowest(_of_products(told)) or _narrowest([one for one in told if one.kind not in _WIDE])
    if kind == "vague":
        return "fp16"
    if kind == "fp32" and _is_mixed(text):
        return None
    return next((one for one in get_args(Precision) if one == kind), None)


def _of_products(told: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that no role such as "gradients" stands beside."""
    kept, taken = [], False
    for one in told:
        role_before = not taken and _ROLE_BEFORE.search(one.before) is not None
        taken = _ROLE_AFTER.match(one.after) is not None
        if not (role_before or taken):
            kept.append(one)
    return kept


def _narrowest(told: Sequence[Mention]) -> str:
    kinds = [one.kind for one in told]
    return next((kind for group in _NARROWEST for kind in kinds if kind in group), "")


def _is_mixed(text: str) -> bool:
    said = plain(text)
    found = list(mentions(said, re.compile(r"(?P<mixed>\bmixed\b|16 ?bits?\b)")))
    return any(not one.denied for one in found)
