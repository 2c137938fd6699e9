"""Selective recomputation: what is cheap to repeat and large to keep is done again."""

from dataclasses import replace
from typing import Final

from trainward.plan.method import Contrast, Variant, contrast, with_layout
from trainward.records.model_shape import ModelShape

NAME: Final = "selective recomputation"


def compare(now: Variant) -> Contrast | None:
    """Return the run with selective recomputation and without any; none where nothing is left to select.

    Source: Korthikanti et al. 2022, arXiv 2205.05198, section 5; fused attention keeps no scores, so that only
    recomputation by operation still selects something.
    """
    layout, traits = now.question.layout, now.traits
    selects = traits.op_recompute or not traits.fused_attention
    if not selects or layout.recompute == "full" or not isinstance(now.question.model, ModelShape):
        return None
    used = layout.recompute == "selective"
    changed = with_layout(now, replace(layout, recompute="none" if used else "selective"))
    what = "part of the operations of a layer" if traits.op_recompute else "the scores of attention"
    return contrast(now, changed, used, f"repeats {what} and keeps the rest")
