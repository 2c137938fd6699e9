"""The experts of a model that a row tells of in its columns and notes, where its name is not known."""

import re
from typing import Final

from trainward.records.model_shape import Experts

_COUNT: Final = re.compile(r"(?<!\d)(\d{1,4})\s*(?:routed\s*)?experts?", re.IGNORECASE)
_ACTIVE: Final = re.compile(r"top[\s\-_]?(\d+)|(\d+)\s*active", re.IGNORECASE)
_MIXED: Final = re.compile(r"\b(\d{1,4})x(\d{1,4}(?:\.\d{1,4})?)b\b", re.IGNORECASE)
_SHARED: Final = re.compile(r"(?<!\d)(\d{1,3})\s*shared", re.IGNORECASE)
_DIGITS: Final = 5  # of a number of experts; one with more is none
_USUAL_ACTIVE: Final = 2  # experts a token visits where only their number is told; GShard, Mixtral


def told_experts(model: str, notes: str, width: float | None, room: float) -> Experts | None:
    """Return the experts that a name such as 8x7B and notes such as "128 experts top8" tell of, None where they do not.

    Args:
        model: the name of the model.
        notes: what is noted of it.
        width: the hidden width of one expert, None to take what the parameters leave.
        room: parameters that are left for the experts, divided by the parameters of one of width 1 in all layers.
    """
    mixed = _MIXED.search(model)
    counted = _COUNT.search(notes) or mixed
    if counted is None:
        return None
    count = int(counted[1])
    found = _ACTIVE.search(notes)
    told = next(one for one in found.groups() if one) if found else str(_USUAL_ACTIVE)
    active = int(told[:_DIGITS])
    shared = int(said[1]) if (said := _SHARED.search(notes)) else 0
    each = width or room / (count + shared)
    if not (1 < count <= 4096 and 0 < active <= count and each >= 1):
        return None
    return Experts(count=count, active=active, ffn=round(each), shared_ffn=round(shared * each))
