"""ZeRO-1: each replica keeps a share of the optimizer's states."""

from dataclasses import replace
from typing import Final

from trainward.plan.method import Contrast, Variant, contrast, with_layout

NAME: Final = "optimizer sharding (ZeRO-1)"


def compare(now: Variant) -> Contrast | None:
    """Return the run with sharded optimizer states, and with whole ones (arXiv 1910.02054)."""
    layout = now.question.layout
    if layout.data * layout.context == 1 or layout.zero > 1:
        return None
    changed = with_layout(now, replace(layout, zero=0 if layout.zero else 1))
    return contrast(
        now, changed, layout.zero == 1, f"shares the optimizer among {layout.data * layout.context:,} ranks"
    )
