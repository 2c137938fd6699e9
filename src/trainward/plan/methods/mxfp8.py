"""MXFP8: matrix products in 8 bits with a scale for each block of 32."""

from typing import Final

from trainward.plan.method import Contrast, Variant
from trainward.plan.narrow_products import narrower

NAME: Final = "MXFP8 matrix products"


def compare(now: Variant) -> Contrast | None:
    """Return the run with products in MXFP8 (arXiv 2310.10537), and in the present format or in bf16."""
    return narrower(
        now, "mxfp8", "computes matrix products in 8 bits with a scale for each 32; the loss must be watched"
    )
