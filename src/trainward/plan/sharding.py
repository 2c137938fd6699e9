"""Parameters that one GPU holds, by who shares them."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from trainward.plan.parameters import attention_parameters, ffn_matrices
from trainward.records.layout import Layout
from trainward.records.model_shape import Experts, ModelShape

END_LAYERS: Final = 2
"""Embedding and output layer, which may take places of layers in the first and last virtual stage (Llama 3, arXiv
2407.21783, section 3.3.2)."""
_UNEVEN: Final = 1.06  # layers of the longest stage over the mean: 64 places for the 61 layers of DeepSeek-V3 are 1.05


@dataclass(frozen=True, slots=True)
class Held:
    """Parameters of one pipeline stage on one GPU before any ZeRO sharding: dense, experts', and the vocabulary's."""

    dense: float
    experts: float
    vocabulary: float


def is_even(layers: int, pieces: int) -> bool:
    """Tell whether layers can be spread over pieces so that the longest is hardly longer than the mean."""
    return ceil(layers / pieces) * pieces <= layers * _UNEVEN


def longest_stage(layers: int, layout: Layout) -> int:
    """Return the layers of the longest pipeline stage: no virtual stage has a part of a layer."""
    virtual = layout.virtual_stages
    return ceil(layers / (layout.pipeline * virtual)) * virtual


def held_parameters(shape: ModelShape, layout: Layout, layers: tuple[float, float], matrices: float) -> Held:
    """Return what one GPU holds of so many dense and sparse layers and so many of the two vocabulary matrices."""
    dense, sparse = layers
    experts = shape.experts or Experts(0, 0, 0)
    block = ffn_matrices(shape) * shape.hidden
    spread = (dense + sparse) * attention_parameters(shape) + block * (dense * shape.ffn + sparse * experts.shared_ffn)
    whole = 2 * (dense + sparse) * shape.hidden + sparse * shape.hidden * experts.count
    return Held(
        dense=spread / layout.tensor + whole,
        experts=sparse * block * experts.ffn * experts.count / layout.expert,
        vocabulary=matrices * shape.vocab * shape.hidden / layout.tensor,
    )
