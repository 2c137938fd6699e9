"""CUDA graphs and few large kernels: the host keeps ahead of the GPU."""

from dataclasses import replace
from typing import Final

from trainward.plan.method import Contrast, Variant, contrast
from trainward.records.model_shape import ModelShape

NAME: Final = "CUDA graphs"


def compare(now: Variant) -> Contrast | None:
    """Return the run whose kernels are launched together, and one by one."""
    if not isinstance(now.question.model, ModelShape):
        return None
    used = now.traits.graph_host
    changed = replace(now, traits=replace(now.traits, graph_host=not used))
    return contrast(now, changed, used, "launches the kernels of a layer together, so that the GPU waits for no host")
