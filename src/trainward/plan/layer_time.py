"""Seconds of one pass of one layer over one micro-batch on one GPU, by part."""

from dataclasses import dataclass
from typing import Final

from trainward.plan.constants import Constants
from trainward.plan.links import (
    Group,
    Wires,
    context_group,
    exchange_seconds,
    expert_group,
    ring_seconds,
    tensor_group,
    wires,
)
from trainward.plan.rates import UP_TO_AMPERE, product_rate, product_seconds
from trainward.plan.traits import Traits
from trainward.records.hardware import Gpu, Precision
from trainward.records.layout import Layout, Scenario, Stack
from trainward.records.model_shape import Experts, ModelShape

EAGER_SCORES: Final = 1.6
"""Traffic of scores without a fused softmax over that with one: scale, mask, softmax and dropout apart, 20 bytes
against 13 a score; counted from the operations."""


@dataclass(frozen=True, slots=True)
class LayerPass:
    """A forward pass of one layer, in seconds: kernels by kind, then exposed traffic by kind.

    `host` is the least that the host needs, and `stall` what it adds where the sizes of the experts' products must be
    known first.
    """

    products: float
    attention: float
    elementwise: float
    tensor: float
    expert: float
    context: float
    host: float
    stall: float


@dataclass(frozen=True, slots=True)
class Machine:
    """What the arithmetic of a layer runs on: rates in FLOP/s and bytes/s."""

    gpu: Gpu
    rate: float
    half: float
    bandwidth: float
    wires: Wires
    traits: Traits
    constants: Constants


def machine(gpu: Gpu, stack: Stack, traits: Traits, constants: Constants) -> Machine:
    """Return the rates that an accelerator reaches with a stack."""
    return Machine(
        gpu=gpu,
        rate=product_rate(gpu, stack.precision, constants),
        half=product_rate(gpu, _beside(stack), constants),
        bandwidth=gpu.bandwidth_tb_s * 1e12,
        wires=wires(gpu, constants),
        traits=traits,
        constants=constants,
    )


def _beside(stack: Stack) -> Precision:
    """Return the precision of what stays wide in a step in 8 or 4 bits: attention and the output layer."""
    return stack.precision if stack.precision in ("fp32", "tf32") else "bf16"


def forward_pass(shape: ModelShape, layout: Layout, scenario: Scenario, on: Machine, sparse: bool) -> LayerPass:
    """Return the forward pass of a dense layer, or of one with experts where `sparse` says so."""
    tokens = layout.micro_batch * scenario.seq_len / layout.context
    experts = shape.experts if sparse else None
    products = attention_products(shape, layout.tensor, tokens) + ffn_products(shape, layout, tokens, experts)
    seconds = sum(product_seconds(one, on.rate, on.bandwidth, on.constants.small_product) for one in products)
    host = on.constants.graph_host if on.traits.graph_host else on.constants.eager_host
    return LayerPass(
        products=seconds + (expert_seconds(shape, layout, tokens, on, experts) if experts else 0.0),
        attention=attention_seconds(shape, layout, scenario, on),
        elementwise=elementwise_seconds(shape, layout, tokens, on, experts),
        tensor=tensor_seconds(shape, layout, tokens, on),
        expert=dispatch_seconds(shape, layout, tokens, on, experts) if experts else 0.0,
        context=context_seconds(shape, layout, tokens, on),
        host=host * 1e-3,
        stall=on.constants.expert_host * 1e-3 if experts else 0.0,
    )


def attention_products(shape: ModelShape, tensor: int, tokens: float) -> tuple[tuple[float, float, float], ...]:
    """Return (m, k, n) of the attention's projections on one tensor rank."""
    hidden = shape.hidden
    if shape.latent is None:
        queries = shape.heads * shape.head_dim / tensor
        both = 2 * max(shape.kv_heads / tensor, 1 if shape.kv_heads >= 1 else 0) * shape.head_dim
        return (tokens, hidden, queries + both), (tokens, queries, hidden)
    latent = shape.latent
    heads = shape.heads / tensor
    wide = heads * (latent.nope_dim + latent.rope_dim)
    queries_down = ((tokens, hidden, latent.q_rank), (tokens, latent.q_rank, wide))
    queries_plain = ((tokens, hidden, wide),)
    return (
        *(queries_down if latent.q_rank else queries_plain),
        (tokens, hidden, latent.kv_rank + latent.rope_dim),
        (tokens, latent.kv_rank, heads * (latent.nope_dim + latent.value_dim)),
        (tokens, heads * latent.value_dim, hidden),
    )


def ffn_products(
    shape: ModelShape, layout: Layout, tokens: float, experts: Experts | None
) -> tuple[tuple[float, float, float], ...]:
    """Return (m, k, n) of a dense feed-forward block, or of the shared experts of a sparse one."""
    width = (experts.shared_ffn if experts else shape.ffn) / layout.tensor
    if not width:
        return ()
    return (tokens, shape.hidden, (2 if shape.gated else 1) * width), (tokens, width, shape.hidden)


def expert_seconds(shape: ModelShape, layout: Layout, tokens: float, on: Machine, experts: Experts) -> float:
    """Return the time of the routed experts' products: as many short products as there are local experts."""
    local = max(1.0, experts.count / layout.expert)
    rows = tokens / layout.tensor * experts.active / local * on.constants.imbalance
    up = product_seconds(
        (rows, shape.hidden, (2 if shape.gated else 1) * experts.ffn), on.rate, on.bandwidth, on.constants.small_product
    )
    down = product_seconds((rows, experts.ffn, shape.hidden), on.rate, on.bandwidth, on.constants.small_product)
    return local * (up + down)


def attention_seconds(shape: ModelShape, layout: Layout, scenario: Scenario, on: Machine) -> float:
    """Return the time of scores, softmax and weighted values; half of the scores are skipped by fused kernels."""
    heads = shape.heads / layout.tensor
    rows = layout.micro_batch * scenario.seq_len / layout.context
    near = min(shape.window, scenario.seq_len) if shape.window else scenario.seq_len
    share = shape.windowed_layers / shape.layers
    if not on.traits.fused_attention:
        flops = 2 * rows * scenario.seq_len * heads * sum(head_widths(shape))
        scores = rows * scenario.seq_len * heads
        moved = on.constants.score_bytes * (1 if on.traits.fused_elementwise else EAGER_SCORES)
        return flops / (on.half * on.constants.unfused_share) + scores * moved / on.bandwidth
    reached = share * min(2 * near, scenario.seq_len) + (1 - share) * scenario.seq_len
    flops = rows * reached * heads * sum(head_widths(shape))
    loss = 1 + on.constants.context_loss * (1 - 1 / layout.context)
    return flops * loss / (on.half * _attention_share(on))


def _attention_share(on: Machine) -> float:
    """Return the share of the half-precision rate that the fused attention kernels of a stack reach."""
    if on.gpu.generation in UP_TO_AMPERE:
        return on.constants.flash_share
    return on.constants.vendor_share if on.traits.vendor_attention else on.constants.flash_hopper_share


def head_widths(shape: ModelShape) -> tuple[int, int]:
    """Return the widths of a key and of a value of one head."""
    if shape.latent is None:
        return shape.head_dim, shape.head_dim
    return shape.latent.nope_dim + shape.latent.rope_dim, shape.latent.value_dim


def elementwise_seconds(
    shape: ModelShape, layout: Layout, tokens: float, on: Machine, experts: Experts | None
) -> float:
    """Return the time of norms, residuals, rotations and activations: memory traffic alone."""
    spread = layout.tensor if layout.sequence_parallel else 1
    width = experts.active * experts.ffn + experts.shared_ffn if experts else shape.ffn
    wide = (3 if shape.gated else 2) * width + 2 * shape.heads * head_widths(shape)[0]
    elements = tokens * (8 * shape.hidden / spread + wide / layout.tensor)
    fused = on.traits.fused_elementwise
    seconds = elements * (on.constants.fused_bytes if fused else on.constants.eager_bytes) / on.bandwidth
    if on.rate > on.half:
        inputs = shape.hidden * (1 + (experts.active if experts else 1)) + shape.heads * head_widths(shape)[1] + width
        seconds += tokens * inputs / layout.tensor * on.constants.cast_bytes / on.bandwidth
    if experts:
        sent = tokens / layout.tensor * experts.active * shape.hidden
        seconds += sent * on.constants.expert_bytes / on.bandwidth
    return seconds


def tensor_seconds(shape: ModelShape, layout: Layout, tokens: float, on: Machine) -> float:
    """Return the exposed traffic of tensor parallelism: two all-reduces a pass (or their halves) of the activations."""
    group = tensor_group(layout, on.gpu)
    one = ring_seconds(on.wires, group, 2 * tokens * shape.hidden)
    hidden = on.constants.tensor_hidden if on.traits.overlap_tensor and layout.sequence_parallel else 0.0
    return 4 * one * (1 - hidden)


def dispatch_seconds(shape: ModelShape, layout: Layout, tokens: float, on: Machine, experts: Experts) -> float:
    """Return the traffic of expert parallelism that products cannot hide: tokens to their experts and back."""
    group: Group = expert_group(layout, on.gpu)
    sent = 2 * tokens / layout.tensor * shape.hidden
    hidden = on.constants.expert_hidden if on.traits.overlap_grad else 0.0
    return 2 * exchange_seconds(on.wires, group, sent, experts.active, experts.node_limit) * (1 - hidden)


def context_seconds(shape: ModelShape, layout: Layout, tokens: float, on: Machine) -> float:
    """Return the traffic of context parallelism: every rank's keys and values pass by every other, mostly hidden."""
    group = context_group(layout, on.gpu)
    width = 2 * max(1.0, shape.kv_heads / layout.tensor) * head_widths(shape)[1]
    whole = 2 * tokens * layout.context * width
    return ring_seconds(on.wires, group, whole) * on.constants.grad_exposed
