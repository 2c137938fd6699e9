"""Sequence parallelism: norms and dropouts are spread over the tensor-parallel ranks too."""

from dataclasses import replace
from typing import Final

from trainward.plan.method import Contrast, Variant, contrast, with_layout

NAME: Final = "sequence parallelism"


def compare(now: Variant) -> Contrast | None:
    """Return the run with sequence parallelism and without (arXiv 2205.05198, 4.2.2); none without tensor ranks."""
    layout = now.question.layout
    if layout.tensor == 1:
        return None
    changed = with_layout(now, replace(layout, sequence_parallel=not layout.sequence_parallel))
    says = f"spreads what lies between the products over {layout.tensor} tensor-parallel ranks"
    return contrast(now, changed, layout.sequence_parallel, says)
