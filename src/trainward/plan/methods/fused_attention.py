"""Fused attention: scores are computed in blocks and never stored."""

from dataclasses import replace
from typing import Final

from trainward.plan.method import Contrast, Variant, contrast
from trainward.records.model_shape import ModelShape

NAME: Final = "fused attention"


def compare(now: Variant) -> Contrast | None:
    """Return the run with kernels such as FlashAttention (arXiv 2205.14135), and with stored scores."""
    if not isinstance(now.question.model, ModelShape):
        return None
    used = now.traits.fused_attention
    changed = replace(now, traits=replace(now.traits, fused_attention=not used))
    return contrast(now, changed, used, f"never stores the scores of {now.question.scenario.seq_len:,} tokens")
