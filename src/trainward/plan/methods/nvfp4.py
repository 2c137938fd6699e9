"""NVFP4: matrix products in 4 bits with a scale for each block of 16."""

from typing import Final

from trainward.plan.method import Contrast, Variant
from trainward.plan.narrow_products import narrower

NAME: Final = "NVFP4 matrix products"


def compare(now: Variant) -> Contrast | None:
    """Return the run with products in NVFP4 (arXiv 2509.25149), and in the present format or in bf16."""
    return narrower(now, "nvfp4", "computes matrix products in 4 bits, which few published runs did; watch the loss")
