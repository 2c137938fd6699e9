"""A run of a model that is no transformer, by its counted operations and activations; data parallel only."""

from typing import Final

from trainward.errors import PlanError
from trainward.plan.capacity import capacity_gib, device_gib
from trainward.plan.constants import Constants
from trainward.plan.links import data_group, ring_seconds, wires
from trainward.plan.memory import GIB
from trainward.plan.rates import peak_flops, product_rate
from trainward.plan.spread import inverse, scaled, spread
from trainward.plan.traits import Traits, traits_of
from trainward.plan.validated import extrapolations
from trainward.records.estimate import Estimate, MemoryPart, Question, StepPart
from trainward.records.model_shape import CountedModel

_REACHED: Final = 0.5
"""Share of the matrix-product rate that convolutions and mixed small kernels reach; chosen."""
_KEPT: Final = 0.35  # share of the activations that block-wise recomputation keeps; chosen
_FULL_AT: Final = 8.0  # GFLOP of a micro-batch's pass from which kernels fill the part; chosen


def estimate_counted(question: Question, model: CountedModel, constants: Constants) -> Estimate:
    """Return the estimate of a counted model: operations over rate, activation traffic, gradients, host.

    Raises:
        PlanError: the layout splits the model, which needs a known shape.
    """
    layout = question.layout
    if layout.tensor * layout.pipeline * layout.context * layout.expert > 1:
        raise PlanError(
            f"layout: tensor {layout.tensor}, pipeline {layout.pipeline}, context {layout.context}, expert "
            f"{layout.expert} for {model.name}, which is known by its counted operations only; data {layout.gpus} works"
        )
    traits = traits_of(question.stack, question.gpu)
    parts = _parts(question, model, traits, constants)
    total = sum(part.seconds for part in parts)
    outside = extrapolations(question)
    seconds = spread("step_outside", total)
    memory = _memory(question, model, traits)
    held = sum(part.gib for part in memory)
    device = spread("device", device_gib(held, traits))
    samples = question.scenario.global_batch * question.scenario.seq_len / layout.gpus
    speed = inverse(seconds, samples)
    flops = model.forward_flops * (1 + 2 * model.trained_params / model.params if model.params else 3)
    again = model.forward_flops if layout.recompute == "full" else 0.0
    peak = peak_flops(question.gpu, question.stack.precision)
    capacity = capacity_gib(question.gpu)
    return Estimate(
        question=question,
        step_seconds=seconds,
        step_parts=parts,
        tokens_per_second_per_gpu=speed,
        mfu=scaled(speed, flops / peak),
        hfu=scaled(speed, (flops + again) / peak),
        allocated_gib=spread("allocated", held),
        device_gib=device,
        memory_parts=memory,
        capacity_gib=capacity,
        fits=device.high <= capacity,
        fits_perhaps=device.middle <= capacity,
        assumptions=(
            f"{_REACHED:.0%} of the rate of large matrix products is reached; chosen, not fitted",
            f"software as {traits.says}",
        ),
        extrapolates=outside,
    )


def _parts(question: Question, model: CountedModel, traits: Traits, constants: Constants) -> tuple[StepPart, ...]:
    layout, gpu = question.layout, question.gpu
    samples = question.scenario.global_batch * question.scenario.seq_len / layout.data
    trained = model.trained_params / model.params if model.params else 1.0
    flops = samples * model.forward_flops * (1 + 2 * trained)
    fill = 1 + _FULL_AT * 1e9 / (layout.micro_batch * question.scenario.seq_len * max(model.forward_flops, 1.0))
    rate = product_rate(gpu, question.stack.precision, constants) * _REACHED
    moved = 6 * samples * model.activation_bytes * (constants.fused_bytes if traits.fused_elementwise else 2.0) / 2
    group, on = data_group(layout, gpu), wires(gpu, constants)
    gradients = 2 * ring_seconds(on, group, traits.grad_bytes * model.trained_params)
    exposed = gradients * (constants.grad_exposed if traits.overlap_grad else 1.0)
    found = (
        ("operations", flops / rate * fill, f"{flops / samples / 1e9:.3g} GFLOP a {model.sample}, both passes"),
        ("memory traffic", moved / (gpu.bandwidth_tb_s * 1e12) / 2, "activations written and read"),
        ("recomputation", flops / 3 / rate if layout.recompute == "full" else 0.0, "the forward pass again"),
        ("summing of gradients", exposed, f"exposed, over {layout.data} replicas"),
        ("optimizer", 38 * model.trained_params / (gpu.bandwidth_tb_s * 1e12), "reads and writes its states once"),
        ("host", constants.step_host * 1e-3, "Python and launches that no kernel hides"),
    )
    return tuple(StepPart(name, seconds, says) for name, seconds, says in found if seconds > 0)


def _memory(question: Question, model: CountedModel, traits: Traits) -> tuple[MemoryPart, ...]:
    layout = question.layout
    sharded = layout.data if layout.zero >= 1 else 1
    wide = 4 if question.stack.precision in ("fp32", "tf32") else 2
    kept = layout.micro_batch * question.scenario.seq_len * model.activation_bytes * wide / 4
    found = (
        ("weights", wide * model.params / (layout.data if layout.zero >= 3 else 1), f"{wide} bytes a parameter"),
        ("gradients", traits.main_grad_bytes * model.trained_params / (layout.data if layout.zero >= 2 else 1), ""),
        ("optimizer states", 12 * model.trained_params / sharded, "fp32 weight and two moments"),
        ("activations", kept * (_KEPT if layout.recompute == "full" else 1.0), "kept for the backward pass"),
    )
    return tuple(MemoryPart(name, size / GIB, says) for name, size, says in found if size > 0)
