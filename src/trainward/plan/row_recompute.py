"""Recomputation as people write it: "no full recompute; selective only" is selective."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from trainward.plan.row_clauses import Mention, clauses, is_open, mentions, one_of, plain, shown
from trainward.records.layout import Recompute

_AGAIN: Final = r"(?:re ?comput|re ?mat|checkpoint|ckpt)"
_WORDS: Final = one_of(
    {
        # FlashAttention repeats its scores whatever is chosen here, and "full attention" is no recomputation
        "idle": (
            r"flash ?(?:attention|attn)?\w*",
            rf"\bfull (?:attention|attn)\b(?! {_AGAIN})",
            r"\b\w*reentrant(?: (?:true|false))?",
            r"(?:cpu |host )?offload\w*",
            r"sequence ?parallel\w*|\bsp\b",
        ),
        "none": (
            r"\b(?:none|nil|null)\b",
            r"(?:stor|sav|keep)\w* (?:all|every)\w*",
            r"all activations? (?:are )?(?:stored|kept|saved)",
        ),
        "part": (
            r"\bpartial\w*|\bsome\b|\bhalf\b|\bpolicy\b|minimal\w*|memory budget|fine grained",
            r"\b\d+ ?(?:of|out of|/) ?\d+",
            r"every (?:\d+|other|second|2nd|third|3rd)\w*",
            r"(?:first|last|only) \d+",
            r"\b\d+ (?:transformer )?(?:layers?|blocks?)",
        ),
        "selective": (
            r"\bselectiv\w*|\bsel\b|\bselected\b|\bsac\b|\bper op\w*",
            r"\bop(?:erator)? ?(?:level|wise|ac|sac)\b",
            r"\bcore ?(?:attn|attention)|\b(?:self )?(?:attention|attn)\w*|\bsdpa\b",
            r"\bmlp\b|\bffn\b|\bmoe\w*|\bmla\w*|\bqkv\w*|\bup proj\w*|\bshared experts?",
            r"\b\w*norm\w*\b|\b(?:swiglu|silu|gelu|dropout|softmax)\b|\bdots?\b|\bsave \w+",
        ),
        "full": (
            r"\bfull(?:y| ?ac)?\b(?! (?:attention|attn|precision|seq\w*|batch|shard\w*|rank|fine))",
            r"\b(?:every|each|all|per|whole|entire) (?:transformer )?(?:layers?|blocks?)\b(?! (?:sel|sac))",
            r"\ball\b(?! (?:gather|reduce|to))",
            r"\buniform\w*|\bblock\w*|\blayer ?wise|\bentire\w*|\balways\b|\beverything\b",
        ),
        "some": (
            r"\bre ?comput\w*|\bre ?mat(?:eriali\w*)?\b",
            r"\b(?:activation|act|gradient|grad|layer)?\.? ?(?:checkpoint\w*|ckpt\w*)",
            r"\bac\b|\bactckpt\b|\bgc\b",
        ),
    }
)
_YES: Final = re.compile(r"\s*(?:yes|true|on|y|1|enabled?|used|active)\b.*")
_NO: Final = re.compile(
    r"\s*(?:no|false|off|n|0|disabled?|never|unused|not (?:used|needed|enabled|required|necessary|applied))\s*"
)


@dataclass(frozen=True, slots=True)
class ReadRecompute:
    """What a cell names, None where it leaves it open, and a sentence on what of it had to be interpreted."""

    value: Recompute | None
    remark: str = ""


def read_recompute(text: str) -> ReadRecompute:
    """Return the recomputation that a cell names; the most specific word counts, and what is denied does not."""
    if is_open(text):
        return ReadRecompute(None)
    found = _found(text)
    told = [one.kind for one in found if not one.denied and one.kind != "idle"]
    denied = {one.kind for one in found if one.denied}
    if len(set(told) - {"some"}) > 1:
        return _of_several(text, told)
    value, sure = _of_one(told, denied)
    if value and sure:
        return ReadRecompute(value)
    if value:
        return ReadRecompute(value, f"recompute {shown(text)} is taken for {value}")
    if any(one.kind == "idle" for one in found) and "offload" not in text.lower():
        return ReadRecompute(None)
    return ReadRecompute(None, f"recompute {shown(text)} is not understood, taken for empty")


def sequence_parallel_of(text: str) -> bool:
    """Tell whether a cell of recomputation names sequence parallelism beside it."""
    pattern = re.compile(r"(?P<sp>\bsp\b|\bsequence(?: ?parallel\w*)?\b)")
    return any(not one.denied for clause in clauses(plain(text)) for one in mentions(clause, pattern))


def _found(text: str) -> list[Mention]:
    """Return what a cell mentions; a word for recomputation as such counts only where its clause names no kind."""
    said = re.sub(r"^\s*no ?/", "none/", plain(text))
    found: list[Mention] = []
    for clause in clauses(said):
        own = list(mentions(clause, _WORDS))
        kinds = {one.kind for one in own} - {"some", "idle"}
        if kinds and any(one.kind == "some" and one.denied for one in own):
            own = [replace(one, denied=True) for one in own]
        found += [one for one in own if one.kind != "some" or not kinds]
        if not own and (_YES.fullmatch(clause) or _NO.fullmatch(clause)):
            found.append(Mention("some", clause.strip(), _NO.fullmatch(clause) is not None, "", ""))
    return found


def _of_one(told: Sequence[str], denied: set[str]) -> tuple[Recompute | None, bool]:
    """Return the recomputation of a cell that names one kind at most, and whether it says so itself."""
    if "full" in told or "none" in told or "selective" in told:
        return ("full" if "full" in told else "none" if "none" in told else "selective"), True
    if "part" in told:
        return "selective", False
    if "some" in told:
        return ("selective", False) if "full" in denied else ("full", True)
    if "some" in denied or {"full", "selective"} <= denied:
        return "none", True
    return ("selective", False) if "full" in denied else (None, False)


def _of_several(text: str, told: Sequence[str]) -> ReadRecompute:
    """Return the recomputation of a cell that names several kinds: none of a choice with none, else the first."""
    if "none" in told and "/" in text:
        return ReadRecompute("none", f"recompute {shown(text)} leaves a choice, taken for none")
    if set(told) - {"some"} == {"selective", "part"}:
        return ReadRecompute("selective")
    if set(told) - {"some"} == {"full", "part"}:
        return ReadRecompute("full", f"recompute {shown(text)} is taken for full")
    first = next(one for one in told if one != "some")
    value: Recompute = "full" if first == "full" else "none" if first == "none" else "selective"
    return ReadRecompute(value, f"recompute {shown(text)} names several kinds, the first is taken: {value}")
