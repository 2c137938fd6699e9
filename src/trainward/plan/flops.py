"""Floating-point operations of a step: those of the model, and those that the hardware does."""

from trainward.plan.layer_time import head_widths
from trainward.plan.parameters import active_parameters, count_parameters
from trainward.records.layout import Layout, Purpose, Scenario
from trainward.records.model_shape import ModelShape


def model_flops_per_token(shape: ModelShape, seq_len: int, purpose: Purpose = "pre-training") -> float:
    """Return the operations of forward and backward pass for one token, the whole attention counted.

    Adapters leave out the gradients of the fixed weights: 4 N in place of 6.

    Source: Chowdhery et al. 2022 (PaLM), arXiv 2204.02311, appendix B: 6 N + 12 L H Q T; the lookup of an embedding is
    no operation, so N leaves it out where it is not the output matrix too.
    """
    products = 4 if purpose == "lora" else 6
    return products * _multiplied_parameters(shape) + attention_flops_per_token(shape, seq_len)


def attention_flops_per_token(shape: ModelShape, seq_len: int) -> float:
    """Return the operations of scores and weighted values, both passes, over all positions of the reach."""
    windowed = shape.windowed_layers * min(shape.window or seq_len, seq_len)
    reach = windowed + (shape.layers - shape.windowed_layers) * seq_len
    return 6 * reach * shape.heads * sum(head_widths(shape))


def hardware_flops_per_token(shape: ModelShape, layout: Layout, scenario: Scenario) -> float:
    """Return the model's operations and the repeated ones: with full recomputation the forward pass of all layers."""
    model = model_flops_per_token(shape, scenario.seq_len, scenario.purpose)
    attention = attention_flops_per_token(shape, scenario.seq_len) / 3
    if layout.recompute == "full":
        return model + 2 * (_multiplied_parameters(shape) - shape.vocab * shape.hidden) + attention
    return model + attention if layout.recompute == "selective" else model


def _multiplied_parameters(shape: ModelShape) -> float:
    """Return the parameters that a token is multiplied with, the output matrix included."""
    count = count_parameters(shape)
    return active_parameters(shape) - (0.0 if shape.tied_embeddings else count.embedding)
