"""A run of a model that is no transformer, by its counted operations and activations; data parallel only."""

from typing import Final

from trainward.errors import PlanError
from trainward.plan.account import Account, whole_estimate
from trainward.plan.constants import Constants
from trainward.plan.links import data_group, ring_seconds, wires
from trainward.plan.memory import GIB
from trainward.plan.rates import product_rate
from trainward.plan.traits import Traits, traits_of
from trainward.plan.validated import extrapolations
from trainward.records.estimate import Estimate, MemoryPart, Question, StepPart
from trainward.records.model_shape import CountedModel

_REACHED: Final = 0.5
"""Share of the matrix-product rate that convolutions and mixed small kernels reach; chosen."""
_TRAFFIC: Final = 5.0  # a kept activation is written, read by what follows, read again; its gradient written and read
_EAGER: Final = 1.5  # more of that without fused elementwise kernels; chosen
_KEPT: Final = 0.35  # share of the activations that block-wise recomputation keeps; chosen
_FULL_AT: Final = 8.0  # GFLOP of a micro-batch's pass from which kernels fill the part; chosen
_HOST_SECONDS: Final = 3e-3  # of a step: launches, optimizer, loader; chosen


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
    flops = _flops(model)
    account = Account(
        step=_parts(question, model, traits, constants),
        memory=_memory(question, model, traits),
        kind="step_outside",
        traits=traits,
        model_flops=flops,
        hardware_flops=flops + (model.forward_flops if layout.recompute == "full" else 0.0),
        assumptions=(
            f"{_REACHED:.0%} of the rate of large matrix products is reached; chosen, not fitted",
            f"software as {traits.says}",
        ),
        outside=extrapolations(question),
    )
    return whole_estimate(question, account)


def _flops(model: CountedModel) -> float:
    """Return the operations of both passes for one sample; what is frozen has no gradient of its weights."""
    trained = model.trained_params / model.params if model.params else 1.0
    return model.forward_flops * (2 + trained)


def _parts(question: Question, model: CountedModel, traits: Traits, constants: Constants) -> tuple[StepPart, ...]:
    layout, gpu = question.layout, question.gpu
    samples = question.scenario.global_batch * question.scenario.seq_len / layout.data
    flops = samples * _flops(model)
    fill = 1 + _FULL_AT * 1e9 / (layout.micro_batch * question.scenario.seq_len * max(model.forward_flops, 1.0))
    rate = product_rate(gpu, question.stack.precision, constants) * _REACHED
    moved = _TRAFFIC * samples * model.activation_bytes * (1.0 if traits.fused_elementwise else _EAGER)
    group, on = data_group(layout, gpu), wires(gpu, constants)
    gradients = 2 * ring_seconds(on, group, traits.grad_bytes * model.trained_params)
    exposed = gradients * (constants.grad_exposed if traits.overlap_grad else 1.0)
    found = (
        ("operations", flops / rate * fill, f"{flops / samples / 1e9:.3g} GFLOP a {model.sample}, both passes"),
        ("memory traffic", moved / (gpu.bandwidth_tb_s * 1e12), "activations written and read"),
        ("recomputation", flops / 3 / rate if layout.recompute == "full" else 0.0, "the forward pass again"),
        ("summing of gradients", exposed, f"exposed, over {layout.data} replicas"),
        ("optimizer", 38 * model.trained_params / (gpu.bandwidth_tb_s * 1e12), "reads and writes its states once"),
        ("host", _HOST_SECONDS, "Python and launches that no kernel hides"),
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
