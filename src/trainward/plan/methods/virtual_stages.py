"""Virtual stages: each rank of a pipeline has several short stages, so that it fills faster."""

from dataclasses import replace
from typing import Final

from trainward.plan.candidates import virtual_stages_of
from trainward.plan.method import Contrast, Variant, contrast, with_layout
from trainward.records.model_shape import ModelShape

NAME: Final = "virtual pipeline stages"


def compare(now: Variant) -> Contrast | None:
    """Return the run with an interleaved pipeline and with a plain one (arXiv 2104.04473, section 2.2)."""
    question = now.question
    layout = question.layout
    if layout.pipeline == 1 or not isinstance(question.model, ModelShape):
        return None
    if layout.virtual_stages > 1:
        plain = with_layout(now, replace(layout, virtual_stages=1))
        return contrast(now, plain, True, f"shortens the bubble by {layout.virtual_stages} stages a rank")
    most = max(virtual_stages_of(question.model, layout, question.scenario, now.traits))
    changed = with_layout(now, replace(layout, virtual_stages=most))
    return contrast(now, changed, False, f"shortens the bubble by {most} stages a rank") if most > 1 else None
