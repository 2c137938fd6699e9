"""Memory of the fullest GPU of a transformer's run, by part, in bytes."""

from dataclasses import dataclass, replace
from typing import Final

from trainward.plan.layer_time import head_widths
from trainward.plan.parameters import adapter_parameters, ffn_matrices, layer_kinds, total_parameters
from trainward.plan.sharding import Held, held_parameters, longest_stage
from trainward.plan.step_time import micro_batches
from trainward.plan.traits import Traits
from trainward.records.estimate import Question
from trainward.records.layout import Layout
from trainward.records.model_shape import Experts, LatentAttention, ModelShape

GIB: Final = 2.0**30
_SCORE_BYTES: Final = 5.0  # softmax output, its dropout and mask, for each score (arXiv 2205.05198, section 4.1)
_EIGHT_BITS: Final = ("fp8", "mxfp8", "nvfp4")
_MASK_BYTES: Final = 2.0  # two dropout masks of a layer that is not gated (arXiv 2205.05198, section 4.1)
_OP_KEPT: Final = 0.5  # share of a layer's activations that selective recomputation by operation keeps; chosen
_CROWD: Final = 0.25  # tokens of the busiest expert rank above the mean: capacity factor 1.25, arXiv 2101.03961, 2.2


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """Bytes on the fullest GPU: what stays for the run, what a step keeps until its backward pass, and passing work."""

    weights: float
    gradients: float
    optimizer: float
    activations: float
    logits: float
    working: float


@dataclass(frozen=True, slots=True)
class _Stage:
    """A pipeline stage: its place, its layers without and with experts, and the bytes it keeps and works in."""

    place: int
    layers: tuple[float, float]
    activations: float
    working: float


def allocated_bytes(use: MemoryUse) -> float:
    """Return the sum of all parts."""
    return use.weights + use.gradients + use.optimizer + use.activations + use.logits + use.working


def certain_bytes(use: MemoryUse) -> float:
    """Return what a run holds whatever its framework does in passing: weights and the states of their optimizer."""
    return use.weights + use.optimizer


def crowding_bytes(question: Question, shape: ModelShape, traits: Traits, allocated: float) -> float:
    """Return what the GPU whose experts draw most tokens holds above the mean, `allocated`: routing is never even."""
    if shape.experts is None or question.layout.expert == 1:
        return 0.0
    idle = replace(shape, experts=replace(shape.experts, active=0))
    return _CROWD * (allocated - allocated_bytes(memory_use(question, idle, traits)))


def memory_use(question: Question, shape: ModelShape, traits: Traits) -> MemoryUse:
    """Return the memory of the fullest stage: the first keeps most micro-batches, the last the logits."""
    layout = question.layout
    layers = [_kept_activations(question, shape, traits, one) for one in (None, shape.experts)]
    working = _working(question, shape, traits)
    found = []
    for stage in {0, min(1, layout.pipeline - 1), layout.pipeline - 1}:
        own = _stage_layers(shape, layout, stage)
        kept = sum(number * size for number, size in zip(own, layers, strict=True))
        flight = _in_flight(layout, micro_batches(layout, question.scenario), stage)
        found.append(_stage(question, shape, traits, _Stage(stage, own, kept * flight, working)))
    return max(found, key=allocated_bytes)


def layer_activation_bytes(question: Question, shape: ModelShape, traits: Traits, experts: Experts | None) -> float:
    """Return what one layer keeps of one micro-batch without recomputation.

    Source: Korthikanti et al. 2022, arXiv 2205.05198, sections 4.1 and 4.2, with widths in place of multiples of h.
    """
    layout = question.layout
    tokens = _tokens(question)
    spread = layout.tensor if layout.sequence_parallel else 1
    small = question.stack.precision in _EIGHT_BITS  # the inputs of products are kept in 8 bits
    block = (2 * ffn_matrices(shape) - small) * _ffn_width(shape, experts)
    kept = (8 - 2 * small) * shape.hidden + (0 if shape.gated else _MASK_BYTES * shape.hidden)
    inner = 2 * _attention_width(shape)
    if shape.gated and not traits.fused_elementwise:  # norms in fp32, rotations and the activation apart
        kept, inner, block = 2 * kept, 1.5 * inner, block + 2 * _ffn_width(shape, experts)
    size = _width(question) / 2 * tokens * (kept / spread + (inner + block) / layout.tensor)
    if experts:
        size += 2 * 2 * tokens / layout.tensor * experts.active * shape.hidden
    if not traits.fused_attention:
        heads = shape.heads / layout.tensor
        size += _SCORE_BYTES * layout.micro_batch * heads * question.scenario.seq_len**2 / layout.context
    return size


def _width(question: Question) -> int:
    """Return the bytes of a number in weights and activations."""
    return 4 if question.stack.precision in ("fp32", "tf32") else 2


def _ffn_width(shape: ModelShape, experts: Experts | None) -> float:
    return experts.active * experts.ffn + experts.shared_ffn if experts else shape.ffn


def _attention_width(shape: ModelShape) -> float:
    """Return the elements for each token that attention keeps: queries, keys, values and its output."""
    key, value = head_widths(shape)
    if shape.latent is None:
        return 2 * shape.heads * key + 2 * shape.kv_heads * key
    latent: LatentAttention = shape.latent
    return shape.heads * (2 * key + 2 * value) + 2 * latent.q_rank + 2 * latent.kv_rank + latent.rope_dim


def _tokens(question: Question) -> float:
    return question.layout.micro_batch * question.scenario.seq_len / question.layout.context


def _kept_activations(question: Question, shape: ModelShape, traits: Traits, experts: Experts | None) -> float:
    """Return what a layer keeps of one micro-batch under the layout's recomputation."""
    layout = question.layout
    whole = layer_activation_bytes(question, shape, traits, experts)
    if layout.recompute == "full":
        return _width(question) * _tokens(question) * shape.hidden / (layout.tensor if layout.sequence_parallel else 1)
    if layout.recompute == "none":
        return whole
    if traits.op_recompute:
        return whole * _OP_KEPT
    if traits.fused_attention:
        return whole
    heads = shape.heads / layout.tensor
    return whole - _SCORE_BYTES * layout.micro_batch * heads * question.scenario.seq_len**2 / layout.context


def _stage(question: Question, shape: ModelShape, traits: Traits, stage: _Stage) -> MemoryUse:
    layout = question.layout
    last = stage.place == layout.pipeline - 1
    ends = (1 if stage.place == 0 else 0) + (1 if last and not (shape.tied_embeddings and layout.pipeline == 1) else 0)
    held = held_parameters(shape, layout, stage.layers, ends)
    weights, gradients, optimizer = _states(question, shape, held, traits)
    tokens = _tokens(question)
    return MemoryUse(
        weights=weights,
        gradients=gradients,
        optimizer=optimizer,
        activations=stage.activations,
        logits=tokens * shape.vocab / layout.tensor * traits.logit_bytes if last else 0.0,
        working=stage.working,
    )


def _stage_layers(shape: ModelShape, layout: Layout, stage: int) -> tuple[float, float]:
    """Return how many layers of a stage are dense and how many have experts; the dense ones come first."""
    dense, _ = layer_kinds(shape)
    each = longest_stage(shape.layers, layout)
    own = min(max(dense - stage * each, 0.0), each)
    return own, each - own


def _in_flight(layout: Layout, count: float, stage: int) -> float:
    """Return how many micro-batches a stage keeps at once.

    An interleaved stage warms up with twice as many virtual stages as stages follow it, and all of the first virtual
    stages but one; for the first stage that is 1 + (p - 1) / (p v) times p (arXiv 2205.05198, section 4.2.3).
    """
    following, virtual = layout.pipeline - stage - 1, layout.virtual_stages
    if layout.pipeline == 1 or virtual == 1:
        return min(count, following + 1.0)
    return min(count, (2 * following + (virtual - 1) * layout.pipeline + 1) / virtual)


def _groups(held: Held, layout: Layout) -> tuple[tuple[float, float], ...]:
    """Return the parameters that are shared out alike, each with the number of ranks that share them."""
    shards = layout.data * layout.context
    return (held.dense + held.vocabulary, shards), (held.experts, max(1.0, shards * layout.tensor / layout.expert))


def _zero(layout: Layout) -> int:
    """Return the ZeRO stage that takes effect between micro-batches: a pipeline gathers its stage once a step."""
    return layout.zero if layout.pipeline == 1 else min(layout.zero, 1)


def _adapter_states(question: Question, held: Held, shape: ModelShape, traits: Traits) -> tuple[float, float, float]:
    """Return bytes of fixed weights with their adapters, and of the gradients and states of the adapters alone."""
    layout = question.layout
    adapters = adapter_parameters(shape, question.scenario.lora_rank) / layout.tensor / layout.pipeline
    fixed = sum(_width(question) * size / (by if _zero(layout) >= 3 else 1) for size, by in _groups(held, layout))
    return fixed + 2 * adapters, traits.main_grad_bytes * adapters, 12 * adapters


def _states(question: Question, shape: ModelShape, held: Held, traits: Traits) -> tuple[float, float, float]:
    """Return bytes of weights, gradients and optimizer states on one GPU.

    Source: Rajbhandari et al. 2020, arXiv 1910.02054, section 3.1, with the width of the kept gradient by framework.
    """
    layout = question.layout
    if question.scenario.purpose == "lora":
        return _adapter_states(question, held, shape, traits)
    groups, sharded = _groups(held, layout), _zero(layout)
    width = _width(question)
    weights = sum(width * size / (by if sharded >= 3 else 1) for size, by in groups)
    gradients = sum(traits.main_grad_bytes * size / (by if sharded >= 2 else 1) for size, by in groups)
    states = 12 if width == 2 else 8  # an fp32 copy of the weights only where they are not fp32 themselves
    optimizer = sum(states * size / (by if layout.zero >= 1 else 1) for size, by in groups)
    return weights, gradients, 0.0 if question.stack.offload else optimizer


def _working(question: Question, shape: ModelShape, traits: Traits) -> float:
    """Return passing memory: a gradient of the largest matrix, the layer in work, gathered pieces.

    Sharded parameters are whole in two layers at a time, the present and the next, or in one and the output layer.
    """
    layout = question.layout
    tokens = _tokens(question)
    dense, sparse = layer_kinds(shape)
    widest = max(shape.ffn if dense else 0, shape.experts.ffn if shape.experts else 0, shape.hidden)
    matrix = 4 * (2 if shape.gated else 1) * shape.hidden * widest / layout.tensor
    rows = 6 * tokens * _ffn_width(shape, shape.experts if sparse else None) / layout.tensor
    gathered = 8 * tokens * shape.hidden if layout.tensor > 1 else 0.0
    if layout.zero >= 3:
        layer = total_parameters(shape) / shape.layers / layout.tensor
        largest = max(layer, shape.vocab * shape.hidden / layout.tensor)
        gathered += 2 * layer + (2 + traits.grad_bytes) * largest
    if layout.recompute == "full":
        experts = shape.experts if sparse else None
        rows = max(rows, layer_activation_bytes(question, shape, traits, experts))
    return matrix + rows + gathered
