"""The parameters of a transformer, by part, counted from its shape."""

from dataclasses import dataclass

from trainward.records.model_shape import Experts, LatentAttention, ModelShape


@dataclass(frozen=True, slots=True)
class ParameterCount:
    """Parameters of the whole model by part; biases are not counted.

    `attention`, `dense_ffn`, `routed_experts`, `shared_experts` and `router` are sums over the layers.
    """

    embedding: float
    output: float
    attention: float
    dense_ffn: float
    routed_experts: float
    shared_experts: float
    router: float
    norms: float


def count_parameters(shape: ModelShape) -> ParameterCount:
    """Return the parameters of a transformer by part."""
    dense, sparse = layer_kinds(shape)
    experts = shape.experts or Experts(0, 0, 0)
    matrices = ffn_matrices(shape)
    return ParameterCount(
        embedding=shape.vocab * shape.hidden,
        output=0 if shape.tied_embeddings else shape.vocab * shape.hidden,
        attention=shape.layers * attention_parameters(shape),
        dense_ffn=dense * matrices * shape.hidden * shape.ffn,
        routed_experts=sparse * matrices * shape.hidden * experts.ffn * experts.count,
        shared_experts=sparse * matrices * shape.hidden * experts.shared_ffn,
        router=sparse * shape.hidden * experts.count,
        norms=(2 * shape.layers + 1) * shape.hidden,
    )


def total_parameters(shape: ModelShape) -> float:
    """Return all parameters: as published where the shape says so, else as counted."""
    return shape.params_total or sum_of(count_parameters(shape))


def active_parameters(shape: ModelShape) -> float:
    """Return the parameters that one token meets: of the routed experts only those it visits."""
    if shape.params_active:
        return shape.params_active
    count = count_parameters(shape)
    idle = count.routed_experts * (1 - shape.experts.active / shape.experts.count) if shape.experts else 0.0
    return sum_of(count) - idle


def sum_of(count: ParameterCount) -> float:
    """Return the sum of all parts."""
    blocks = count.attention + count.dense_ffn + count.routed_experts + count.shared_experts + count.router
    return count.embedding + count.output + blocks + count.norms


def adapter_parameters(shape: ModelShape, rank: int) -> float:
    """Return the parameters of low-rank adapters beside every matrix of attention and feed-forward blocks.

    Experts share none: each routed expert has its own. Source: Hu et al. 2021, arXiv 2106.09685, section 4.1.
    """
    dense, sparse = layer_kinds(shape)
    experts = shape.experts or Experts(0, 0, 0)
    queries, keys = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
    attention = 2 * (shape.hidden + queries) + 2 * (shape.hidden + keys)
    block = ffn_matrices(shape)
    widths = dense * (shape.hidden + shape.ffn) + sparse * experts.count * (shape.hidden + experts.ffn)
    return rank * (shape.layers * attention + block * widths)


def layer_kinds(shape: ModelShape) -> tuple[int, int]:
    """Return how many layers are dense and how many have experts."""
    dense = shape.layers if shape.experts is None else min(shape.experts.dense_layers, shape.layers)
    return dense, shape.layers - dense


def ffn_matrices(shape: ModelShape) -> int:
    """Return the matrices of a feed-forward block: three where it is gated."""
    return 3 if shape.gated else 2


def attention_parameters(shape: ModelShape) -> float:
    """Return the parameters of one layer's attention: projections of queries, keys, values and of the output."""
    if shape.latent is not None:
        return _latent_parameters(shape, shape.latent)
    queries = shape.heads * shape.head_dim
    keys_and_values = 2 * shape.kv_heads * shape.head_dim
    return shape.hidden * (queries + keys_and_values) + queries * shape.hidden


def _latent_parameters(shape: ModelShape, latent: LatentAttention) -> float:
    wide = shape.heads * (latent.nope_dim + latent.rope_dim)
    queries = latent.q_rank * (shape.hidden + wide) if latent.q_rank else shape.hidden * wide
    down = shape.hidden * (latent.kv_rank + latent.rope_dim)
    up = latent.kv_rank * shape.heads * (latent.nope_dim + latent.value_dim)
    return queries + down + up + shape.heads * latent.value_dim * shape.hidden
