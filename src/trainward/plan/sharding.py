"""Parameters that one GPU holds, by who shares them."""

from dataclasses import dataclass

from trainward.plan.parameters import attention_parameters, ffn_matrices
from trainward.records.layout import Layout
from trainward.records.model_shape import Experts, ModelShape


@dataclass(frozen=True, slots=True)
class Held:
    """Parameters of one pipeline stage on one GPU before any ZeRO sharding: dense, experts', and the vocabulary's."""

    dense: float
    experts: float
    vocabulary: float


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
