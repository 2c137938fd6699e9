"""Memory of a served model: weights in the width of their format, and the cache of keys and values."""

from typing import Final

from trainward.plan.parameters import count_parameters, total_parameters
from trainward.records.hardware import Precision
from trainward.records.inference import InferenceLoad
from trainward.records.model_shape import ModelShape

# Bytes of a weight; NVFP4 has a scale of one byte for each 16 (arXiv 2509.25149), MXFP8 one for each 32.
_WEIGHT_BYTES: Final[dict[Precision, float]] = {
    "fp32": 4.0,
    "tf32": 4.0,
    "fp16": 2.0,
    "bf16": 2.0,
    "fp8": 1.0,
    "mxfp8": 1.0 + 1 / 32,
    "nvfp4": 0.5 + 1 / 16,
}
_HALF: Final = 2.0  # bytes of what stays in half precision: embeddings and output layer


def weight_bytes(shape: ModelShape, precision: Precision) -> float:
    """Return the bytes of all weights; those of the vocabulary are never narrower than 2 bytes."""
    vocabulary = _vocabulary(shape)
    width = _WEIGHT_BYTES[precision]
    return (total_parameters(shape) - vocabulary) * width + vocabulary * max(width, _HALF)


def read_bytes(shape: ModelShape, precision: Precision, tokens: float) -> float:
    """Return the bytes of weights that one pass over so many tokens reads.

    Of the routed experts it reads those that any token visits, each token visiting its own at random.
    """
    count = count_parameters(shape)
    width = _WEIGHT_BYTES[precision]
    visited = count.routed_experts
    if shape.experts:
        visited *= 1 - (1 - shape.experts.active / shape.experts.count) ** tokens
    shared = count.attention + count.dense_ffn + count.shared_experts + count.router
    output = shape.vocab * shape.hidden
    return (shared + visited) * width + output * max(width, _HALF)


def cache_bytes(shape: ModelShape, load: InferenceLoad, tokens: float) -> float:
    """Return the bytes of keys and values of a sequence of so many tokens in all layers.

    Latent attention keeps the compressed keys and values and the rotated part (arXiv 2405.04434, section 2.1.3); a
    layer with a window keeps its window.
    """
    whole = shape.layers - shape.windowed_layers
    kept = whole * tokens + shape.windowed_layers * min(tokens, shape.window or tokens)
    return kept * _elements(shape) * load.kv_bytes


def cache_shards(shape: ModelShape, tensor: int) -> int:
    """Return over how many tensor-parallel ranks the cache is spread: heads of keys and values are not split."""
    return 1 if shape.latent else min(tensor, shape.kv_heads)


def _elements(shape: ModelShape) -> float:
    """Return the elements that one layer keeps of one token."""
    if shape.latent:
        return shape.latent.kv_rank + shape.latent.rope_dim
    return 2 * shape.kv_heads * shape.head_dim


def _vocabulary(shape: ModelShape) -> float:
    count = count_parameters(shape)
    return count.embedding + count.output
