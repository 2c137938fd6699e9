"""FP8: matrix products in 8 bits with a scale for each tensor."""

from typing import Final

from trainward.plan.method import Contrast, Variant
from trainward.plan.narrow_products import narrower

NAME: Final = "FP8 matrix products"


def compare(now: Variant) -> Contrast | None:
    """Return the run with products in FP8 (arXiv 2209.05433), and in the present format or in bf16."""
    return narrower(now, "fp8", "computes matrix products in 8 bits; the loss must be watched")
