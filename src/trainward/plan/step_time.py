"""Seconds of one optimizer step over the global batch, by part; the parts add up to the step."""

import math
from dataclasses import dataclass
from typing import Final

from trainward.plan.constants import Constants
from trainward.plan.layer_time import LayerPass, Machine, forward_pass, machine
from trainward.plan.links import data_group, expert_data_group, pipeline_is_near, ring_seconds
from trainward.plan.parameters import adapter_parameters, layer_kinds, total_parameters
from trainward.plan.rates import product_seconds
from trainward.plan.sharding import Held, held_parameters, longest_stage
from trainward.plan.traits import Traits
from trainward.records.estimate import Question
from trainward.records.layout import Layout, Scenario
from trainward.records.model_shape import ModelShape

_BACKWARD_FUSED: Final = 2.5  # operations of fused attention's backward pass over its forward (arXiv 2307.08691, 3.1)
_OPTIMIZER_BYTES: Final = 38.0  # Adam reads and writes fp32 weight, two moments, a gradient, writes a half weight
_LOSS_BYTES: Final = 18.0  # softmax and cross entropy over fp32 logits, both passes, for each logit
_GATHER_BYTES: Final = 2.0


@dataclass(frozen=True, slots=True)
class StepTime:
    """Exposed seconds of a step by part, for all micro-batches of a GPU in the longest stage.

    `model` counts forward and backward passes without repetition, `recompute` what is repeated of them.
    """

    products: float
    attention: float
    elementwise: float
    logits: float
    recompute: float
    tensor: float
    expert: float
    context: float
    pipeline: float
    bubble: float
    sharding: float
    gradients: float
    optimizer: float
    host: float
    scale: float


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds of a micro-batch on a stage, how many a step has, and the share of parameters with gradients."""

    micro_batch: float
    count: float
    trained: float


def total_seconds(step: StepTime) -> float:
    """Return the whole step."""
    return math.fsum(getattr(step, name) for name in step.__slots__)


def micro_batches(layout: Layout, scenario: Scenario) -> float:
    """Return how many micro-batches one replica works through in a step, at least 1."""
    return max(1.0, scenario.global_batch / (layout.data * layout.micro_batch))


def step_time(question: Question, shape: ModelShape, traits: Traits, constants: Constants) -> StepTime:
    """Return the time of a step of a transformer, by part."""
    layout, scenario = question.layout, question.scenario
    on = machine(question.gpu, question.stack, traits, constants)
    dense, sparse = layer_kinds(shape)
    longest = longest_stage(shape.layers, layout) / shape.layers  # every stage waits for it
    stages = [
        (number * longest, forward_pass(shape, layout, scenario, on, kind))
        for number, kind in ((dense, False), (sparse, True))
        if number
    ]
    count = micro_batches(layout, scenario)
    pieces = [_whole_layer(one, question, on, share * count) for share, one in stages]
    together = {name: sum(piece[name] for piece in pieces) for name in pieces[0]}
    together["logits"] = _logits_seconds(shape, layout, scenario, on) * count * _logits_share(layout, constants)
    busy = sum(together.values())
    bubble = busy * (layout.pipeline - 1) / (count * layout.virtual_stages)
    pipeline = _pipeline_seconds(shape, layout, scenario, on) * count
    held = held_parameters(shape, layout, (dense * longest, sparse * longest), 2 / layout.pipeline)
    trained = _trained_share(question, shape)
    gradients, sharding = _data_seconds(layout, held, on, Pace(busy / count, count, trained))
    optimizer = _optimizer_seconds(layout, held, on) * trained
    host = together.pop("host") + constants.step_host * 1e-3
    known = sum(together.values()) + bubble + pipeline + gradients + sharding + optimizer + host
    servers = max(1.0, layout.gpus / 8)
    return StepTime(
        **together,
        pipeline=pipeline,
        bubble=bubble,
        sharding=sharding,
        gradients=gradients,
        optimizer=optimizer,
        host=host,
        scale=known * constants.scale_loss * math.log2(servers),
    )


def _whole_layer(one: LayerPass, question: Question, on: Machine, times: float) -> dict[str, float]:
    """Return forward, backward and repeated passes of `times` layers and micro-batches."""
    products_passes = 2.0 if question.scenario.purpose == "lora" else 3.0
    fused = on.traits.fused_attention
    repeated = _repeated_seconds(one, question.layout, on)
    parts = {
        "products": one.products * products_passes,
        "attention": one.attention * (1 + (_BACKWARD_FUSED if fused else 2.0)),
        "elementwise": one.elementwise * 3,
        "recompute": repeated,
        "tensor": one.tensor * (3 if question.layout.recompute == "full" else 2),
        "expert": one.expert * (3 if question.layout.recompute == "full" else 2),
        "context": one.context * 3,
    }
    if _hides_experts(on.traits, question.layout):  # behind another micro-batch's pass, as far as that is long enough
        parts["expert"] = max(0.0, parts["expert"] - parts["products"] - parts["attention"] - parts["elementwise"])
    passes = 3 if question.layout.recompute == "full" else 2
    parts["host"] = max(0.0, one.host * passes - sum(parts.values())) + one.stall * passes
    return {name: seconds * times for name, seconds in parts.items()}


def _hides_experts(traits: Traits, layout: Layout) -> bool:
    return traits.overlap_expert == "always" or (traits.overlap_expert == "interleaved" and layout.virtual_stages > 1)


def _repeated_seconds(one: LayerPass, layout: Layout, on: Machine) -> float:
    if layout.recompute == "full":
        return one.products + one.attention + one.elementwise
    if layout.recompute == "none":
        return 0.0
    if on.traits.op_recompute:
        return on.constants.op_recompute * one.products + one.elementwise
    return 0.0 if on.traits.fused_attention else one.attention


def _logits_seconds(shape: ModelShape, layout: Layout, scenario: Scenario, on: Machine) -> float:
    """Return output layer and loss of one micro-batch, both passes."""
    tokens = layout.micro_batch * scenario.seq_len / layout.context
    width = shape.vocab / layout.tensor
    product = product_seconds((tokens, shape.hidden, width), on.half, on.bandwidth, on.constants.small_product)
    return 3 * product + tokens * width * _LOSS_BYTES / on.bandwidth


def _logits_share(layout: Layout, constants: Constants) -> float:
    """Return how much of the last stage's extra work each micro-batch waits for."""
    return 1 / layout.pipeline + (1 - 1 / layout.pipeline) * constants.logits_balance


def _pipeline_seconds(shape: ModelShape, layout: Layout, scenario: Scenario, on: Machine) -> float:
    """Return the exposed sends between stages for one micro-batch."""
    if layout.pipeline == 1:
        return 0.0
    tokens = layout.micro_batch * scenario.seq_len / layout.context
    size = 2 * tokens * shape.hidden / (layout.tensor if layout.sequence_parallel else 1)
    near = pipeline_is_near(layout, on.gpu)
    one = size / (on.wires.link if near else on.wires.network) + (
        on.wires.link_delay if near else on.wires.network_delay
    )
    exposed = on.constants.grad_exposed if on.traits.overlap_grad else 1.0
    return 2 * layout.virtual_stages * one * exposed


def _trained_share(question: Question, shape: ModelShape) -> float:
    """Return the share of the parameters that have gradients."""
    if question.scenario.purpose != "lora":
        return 1.0
    return min(1.0, adapter_parameters(shape, question.scenario.lora_rank) / total_parameters(shape))


def _data_seconds(layout: Layout, held: Held, on: Machine, pace: Pace) -> tuple[float, float]:
    """Return the exposed seconds of summing gradients, and of gathering sharded parameters, in a step."""
    groups = (
        (held.dense + held.vocabulary, data_group(layout, on.gpu)),
        (held.experts, expert_data_group(layout, on.gpu)),
    )
    reduces = [ring_seconds(on.wires, group, on.traits.grad_bytes * size * pace.trained) for size, group in groups]
    gathers = [ring_seconds(on.wires, group, _GATHER_BYTES * size) for size, group in groups]
    reduce, gather = sum(reduces), sum(gathers)
    if layout.zero >= 3 and layout.pipeline == 1:
        each = reduce + 2 * gather
        return 0.0, pace.count * max(on.constants.shard_exposed * each, each - pace.micro_batch)
    gathers = [seconds * pace.trained for seconds in gathers]
    whole = reduce + sum(gathers)
    if not on.traits.overlap_grad:
        return whole, 0.0
    exposed = on.constants.grad_exposed * (reduces[0] + gathers[0])
    exposed += on.constants.expert_grad_exposed * (reduces[1] + gathers[1])
    return max(exposed, whole - pace.micro_batch), 0.0


def _optimizer_seconds(layout: Layout, held: Held, on: Machine) -> float:
    own = held.dense + held.vocabulary + held.experts
    shards = layout.data * layout.context if layout.zero >= 1 else 1
    return own / shards * _OPTIMIZER_BYTES / on.bandwidth
