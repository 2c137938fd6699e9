"""Sharding of a model's states over its replicas as people write it: ZeRO's stages, and names that mean them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from trainward.plan.row_clauses import Mention, all_mentions, is_open, one_of, plain, shown

_OF_ZERO: Final = r"(?: (?:dp|r|redundancy|optimizer|level|offload|infinity|powered|data|parallel\w*))*"
_WORDS: Final = one_of(
    {
        "stage": (
            rf"\bzero{_OF_ZERO}\s?(?:stage\s?)?[0-3](?![\d.])",
            r"\b(?:stage|z|level)\s?[0-3](?![\d.])",
        ),
        "none": (
            r"\bopt\w*\.?(?: states?)? (?:is |are )?unsharded|\bnone\b|\bno ?shard\b|\bunsharded\b|\breplicat\w*",
            r"\bd?dp\b(?! ?\d)|\b(?:distributed ?)?data ?parallel\w*(?! shard)",
        ),
        "parameters": (
            r"\boptim grads params|\bos\s?g\s?p\b",
            r"\b(?:param\w*|weights?|model) shard\w*|\bshard\w* (?:param\w*|weights?|model)",
        ),
        "gradients": (
            r"\bhybrid shard zero ?2|\bshard ?grad ?op\b|\bzero ?offload\b",
            r"\bno re ?shard\w*|\bre ?shard\w* after \w+ (?:false|no|off|0)\b",
            r"\boptim\w* ?grads?\b(?! ?params?)|\bgrad\w* shard\w*|\bshard\w* grad\w*|\bos\s?g\b(?!\s?p)",
        ),
        # what shards within a part of the replicas only, or in a way of its own
        "like": (
            r"\bhsdp\w*|\bhybrid\w* (?:fsdp|shard\w*)|\bfsdp\w* hybrid",
            r"\bzero plusplus|\bzeropp\b|\bmics\b|\bshard\w* (?:data ?parallel\w*|d?dp\b)|\bsdp\b",
        ),
        "all": (r"\b\w*fsdp\d?\w*|\bfully ?shard\w*|\bfull ?shard\w*|\bzero ?infinity|\bgemini\w*",),
        "optimizer": (
            r"\bdist\w*\.? ?opt\w*|\b(?:optim\w*|opt) ?(?:states? )?(?:shard\w*|partition\w*)|\boptim\w* states?",
            r"\b(?:shard|partition)\w* (?:the )?opt\w*\b(?! grads)|\bzero ?redundancy ?opt\w*|\bweight update shard\w*",
            r"(?<!\S)(?:p ?)?os(?!\S)|(?<!\S)optim(?:izer)?(?!\S)",
        ),
        "zero": (r"\bzero\b",),
        "shard": (r"\bshard\w*",),
    }
)
_STAGES: Final = (("parameters", 3), ("gradients", 2), ("like", 3), ("all", 3), ("optimizer", 1), ("none", 0))
_NO: Final = re.compile(r"\W*(?:no|off|false|disabled|n|not used|not enabled)\W*")
_AND: Final = r" ?(?:\+|, and|and|&|,|/) ?"
_OPTIMIZER: Final = r"\bopt(?:im\w*)?\.?(?: states?)?"
_GRADIENTS: Final = r"grad\w*"
_WEIGHTS: Final = r"\b(?:param|weight)\w*"
_BOTH: Final = rf"(?:{_OPTIMIZER}{_AND}{_GRADIENTS}|\b{_GRADIENTS}{_AND}{_OPTIMIZER})"
_SUMS: Final = (
    (r"\b(?:not|non|un) ?(?:sharded|partitioned)\b", "unsharded"),
    (r"\bp? ?os ?\+ ?g ?\+ ?p\b", " os g p "),
    (r"\bp? ?os ?\+ ?g\b", " os g "),
    (rf"{_BOTH}{_AND}{_WEIGHTS}|{_WEIGHTS}{_AND}{_BOTH}|\boptim\w* grads params\b", " optim grads params "),
    (_BOTH, " optim grads "),
    (r"\b(re ?shard\w*)(?: after)? (?:fwd|forward)(?: pass)?", r"\1 after forward"),
)


@dataclass(frozen=True, slots=True)
class ReadSharding:
    """The stage that a cell names, 0 to 3, None where it leaves it open, and a sentence on what was interpreted."""

    value: int | None
    remark: str = ""


def read_sharding(text: str) -> ReadSharding:
    """Return the sharded stage that a cell names; a stage told by its number counts before other words."""
    if is_open(text):
        return ReadSharding(None)
    if _NO.fullmatch(text.strip().lower()):
        return ReadSharding(0)
    if text.strip() in ("0", "1", "2", "3"):
        return ReadSharding(int(text))
    found = all_mentions(_spelt(text), _WORDS)
    told = [one for one in found if not one.denied]
    value = _stage(told)
    if value is None:
        return _of_denials(text, found)
    return ReadSharding(value, _remark(text, told, value))


def _spelt(text: str) -> str:
    """Return the text with sums of what is sharded as one word each, so that their signs do not cut it."""
    said = plain(text)
    for pattern, word in _SUMS:
        said = re.sub(pattern, word, said)
    return said


def _stage(told: Sequence[Mention]) -> int | None:
    stages = [int(one.words[-1]) for one in told if one.kind == "stage"]
    if told and told[0].kind == "none" and told[0].words == "none":
        return 0
    if stages:
        return stages[0]
    kinds = {one.kind for one in told}
    return next((stage for kind, stage in _STAGES if kind in kinds), None)


def _remark(text: str, told: Sequence[Mention], value: int) -> str:
    stages = {one.words[-1] for one in told if one.kind == "stage"}
    kinds = {one.kind for one in told}
    if len(stages) > 1 or (told[0].words == "none" and kinds - {"none"}):
        return f"zero_or_sharding {shown(text)} names several ways, the first is taken: stage {value}"
    if "like" in kinds and not stages:
        return f"zero_or_sharding {shown(text)} is taken for stage {value} over all replicas"
    if "offload" in text.lower() or "infinity" in text.lower():
        return f"zero_or_sharding {shown(text)} is taken for stage {value}; what is moved to the host is not counted"
    return ""


def _of_denials(text: str, found: Sequence[Mention]) -> ReadSharding:
    """Return stage 0 where a cell denies all sharding, else none, and what it says."""
    denied = [one for one in found if one.denied]
    kinds = {one.kind for one in denied}
    least = min((int(one.words[-1]) for one in denied if one.kind == "stage"), default=3)
    if kinds & {"zero", "shard", "optimizer"} or least <= 1:
        return ReadSharding(0)
    if kinds:
        return ReadSharding(None, f"zero_or_sharding {shown(text)} only says what is not done, taken for empty")
    if any(one.kind == "zero" for one in found):
        return ReadSharding(None, f"zero_or_sharding {shown(text)} names no stage, taken for empty")
    return ReadSharding(None, f"zero_or_sharding {shown(text)} is not understood, taken for empty")
