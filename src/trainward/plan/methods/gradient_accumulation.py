"""Gradient accumulation: the batch of a replica is worked through in several micro-batches."""

from dataclasses import replace
from typing import Final

from trainward.plan.method import Contrast, Variant, contrast, with_layout

NAME: Final = "gradient accumulation"


def compare(now: Variant) -> Contrast | None:
    """Return the run with its micro-batches, and with all of them at once; none in a pipeline, which needs them."""
    layout = now.question.layout
    each = now.question.scenario.global_batch // layout.data
    if layout.pipeline > 1 or each <= layout.micro_batch:
        return None
    whole = with_layout(now, replace(layout, micro_batch=each))
    count = each // layout.micro_batch
    return contrast(now, whole, True, f"takes the {each} sequences of a replica in {count} micro-batches")
