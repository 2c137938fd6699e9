"""Fused elementwise work: norms, activations and residuals in few kernels."""

from dataclasses import replace
from typing import Final

from trainward.plan.method import Contrast, Variant, contrast
from trainward.records.model_shape import ModelShape

NAME: Final = "fused elementwise kernels"


def compare(now: Variant) -> Contrast | None:
    """Return the run with elementwise work fused by a compiler or by hand, and with a kernel for each operation."""
    if not isinstance(now.question.model, ModelShape):
        return None
    used = now.traits.fused_elementwise
    changed = replace(now, traits=replace(now.traits, fused_elementwise=not used))
    return contrast(now, changed, used, "moves the activations of norms and gates through memory less often")
