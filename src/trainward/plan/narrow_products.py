"""Matrix products in fewer bits than now, for the methods that are named after a number format."""

from dataclasses import replace
from typing import Final

from trainward.plan.method import Contrast, Variant, contrast, with_stack
from trainward.plan.offered import offers
from trainward.records.hardware import Precision
from trainward.records.model_shape import ModelShape

_NARROW: Final[tuple[Precision, ...]] = ("fp8", "mxfp8", "nvfp4")


def narrower(now: Variant, precision: Precision, says: str) -> Contrast | None:
    """Return the run in a number format and in the wider one; None where the GPU has it not, or the run a narrower.

    The wider one is the present format, or bf16 where the run has the narrow one already.
    """
    stack = now.question.stack
    if not isinstance(now.question.model, ModelShape) or not offers(now.question.gpu, precision):
        return None
    if stack.precision == precision:
        return contrast(now, with_stack(now, replace(stack, precision="bf16")), True, says)
    if stack.precision in _NARROW and _NARROW.index(stack.precision) > _NARROW.index(precision):
        return None
    return contrast(now, with_stack(now, replace(stack, precision=precision)), False, says)
