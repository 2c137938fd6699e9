"""Full recomputation: only the input of each layer is kept, and its forward pass is done again."""

from dataclasses import replace
from typing import Final

from trainward.plan.method import Contrast, Variant, contrast, with_layout

NAME: Final = "full recomputation"


def compare(now: Variant) -> Contrast | None:
    """Return the run with full recomputation, and with none or as it is."""
    layout = now.question.layout
    used = layout.recompute == "full"
    changed = with_layout(now, replace(layout, recompute="none" if used else "full"))
    return contrast(now, changed, used, "keeps the input of each layer alone and repeats its forward pass")
