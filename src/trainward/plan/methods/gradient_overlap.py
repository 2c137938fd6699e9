"""Overlap of gradients: they are summed while the backward pass goes on."""

from dataclasses import replace
from typing import Final

from trainward.plan.method import Contrast, Variant, contrast
from trainward.records.model_shape import ModelShape

NAME: Final = "overlapped summing of gradients"


def compare(now: Variant) -> Contrast | None:
    """Return the run that sums gradients beside the backward pass, and after it; none on a single replica."""
    layout = now.question.layout
    if layout.data * layout.context == 1 or not isinstance(now.question.model, ModelShape):
        return None
    used = now.traits.overlap_grad
    changed = replace(now, traits=replace(now.traits, overlap_grad=not used))
    return contrast(
        now, changed, used, f"hides traffic among {layout.data * layout.context:,} ranks behind the kernels"
    )
