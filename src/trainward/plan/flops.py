"""Floating-point operations of a step: those of the model, and those that the hardware does."""

from trainward.plan.layer_time import head_widths
from trainward.plan.parameters import active_parameters, count_parameters
from trainward.records.layout import Layout, Scenario
from trainward.records.model_shape import ModelShape


def model_flops_per_token(shape: ModelShape, seq_len: int) -> float:
    """Return the operations of forward and backward pass for one token, the whole attention counted.

    Source: Chowdhery et al. 2022 (PaLM), arXiv 2204.02311, appendix B: 6 N + 12 L H Q T; the lookup of an embedding is
    no operation, so N leaves it out where it is not the output matrix too.
    """
    count = count_parameters(shape)
    lookup = 0.0 if shape.tied_embeddings else count.embedding
    return 6 * (active_parameters(shape) - lookup) + attention_flops_per_token(shape, seq_len)


def attention_flops_per_token(shape: ModelShape, seq_len: int) -> float:
    """Return the operations of scores and weighted values, both passes, over all positions of the reach."""
    windowed = shape.windowed_layers * min(shape.window or seq_len, seq_len)
    reach = windowed + (shape.layers - shape.windowed_layers) * seq_len
    return 6 * reach * shape.heads * sum(head_widths(shape))


def hardware_flops_per_token(shape: ModelShape, layout: Layout, scenario: Scenario) -> float:
    """Return the model's operations and the repeated ones: a third more with full recomputation."""
    model = model_flops_per_token(shape, scenario.seq_len)
    if layout.recompute == "full":
        return model * 4 / 3
    if layout.recompute == "selective":
        return model + attention_flops_per_token(shape, scenario.seq_len) / 3
    return model
