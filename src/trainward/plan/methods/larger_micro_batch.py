"""Larger micro-batches: fewer and larger products."""

from dataclasses import replace
from typing import Final

from trainward.plan.method import Contrast, Variant, contrast, with_layout

NAME: Final = "larger micro-batch"


def compare(now: Variant) -> Contrast | None:
    """Return the run with micro-batches twice as large, and as it is."""
    layout = now.question.layout
    twice = with_layout(now, replace(layout, micro_batch=layout.micro_batch * 2))
    return contrast(
        now, twice, False, f"takes {layout.micro_batch * 2} sequences at once in place of {layout.micro_batch}"
    )
