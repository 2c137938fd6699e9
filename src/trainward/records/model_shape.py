"""What is to be trained, as far as arithmetic depends on it: a transformer by its shape, all else by its count."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Experts:
    """The mixture of experts of a transformer's MoE layers.

    `count` routed experts of hidden width `ffn`, of which each token visits `active`; `shared_ffn` is the summed
    width of the experts that every token visits; the first `dense_layers` layers have no experts. A token is sent to
    `node_limit` servers at most (node-limited routing; DeepSeek-V3, arXiv 2412.19437, section 2.1.2), 0 for any number.
    """

    count: int
    active: int
    ffn: int
    shared_ffn: int = 0
    dense_layers: int = 0
    node_limit: int = 0


@dataclass(frozen=True, slots=True)
class LatentAttention:
    """Multi-head latent attention (MLA; DeepSeek-V2, arXiv 2405.04434, section 2.1), in elements.

    `q_rank` is 0 where queries are not compressed; `nope_dim` and `rope_dim` are the parts of a query or key of one
    head without and with rotation, `value_dim` is the width of one head's value.
    """

    q_rank: int
    kv_rank: int
    nope_dim: int
    rope_dim: int
    value_dim: int


@dataclass(frozen=True, slots=True)
class ModelShape:
    """A decoder-only (or encoder) transformer; widths in elements.

    `gated` says that the feed-forward block has three matrices (SwiGLU, GeGLU) and not two. `ffn` is the hidden width
    of a dense block, 0 where all layers have experts. `windowed_layers` layers attend to `window` tokens only.
    `params_total` and `params_active` are as published, in parameters, None to count them from the shape. `like` is
    the known model that it was described by, empty where it was not.
    """

    name: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    ffn: int
    vocab: int
    gated: bool = True
    tied_embeddings: bool = False
    experts: Experts | None = None
    latent: LatentAttention | None = None
    window: int = 0
    windowed_layers: int = 0
    params_total: float | None = None
    params_active: float | None = None
    like: str = ""


@dataclass(frozen=True, slots=True)
class CountedModel:
    """A model of any other kind, by what was counted of it.

    `forward_flops` are floating-point operations of one sample's forward pass, `activation_bytes` what the forward
    pass of one sample keeps for the backward pass, `sample` what a sample is called.
    """

    name: str
    params: float
    trained_params: float
    forward_flops: float
    activation_bytes: float
    sample: str = "sample"


Model: TypeAlias = ModelShape | CountedModel
