"""ZeRO-3, FSDP: each replica keeps a share of all states, and gathers the weights of a layer when it is needed."""

from dataclasses import replace
from typing import Final

from trainward.plan.method import Contrast, Variant, contrast, with_layout

NAME: Final = "full sharding (ZeRO-3, FSDP)"


def compare(now: Variant) -> Contrast | None:
    """Return the run with all states sharded, and with the optimizer's alone; none in a pipeline."""
    layout = now.question.layout
    if layout.data * layout.context == 1 or layout.pipeline > 1:
        return None
    used = layout.zero == 3
    changed = with_layout(now, replace(layout, zero=1 if used else 3))
    return contrast(
        now, changed, used, f"shares weights and gradients too among {layout.data * layout.context:,} ranks"
    )
