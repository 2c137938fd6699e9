"""What a published row leaves open is filled as its authors would have chosen: the fastest that fits."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from trainward.errors import PlanError
from trainward.plan.capacity import capacity_gib, middle_device_gib
from trainward.plan.constants import Constants
from trainward.plan.parameters import total_parameters
from trainward.plan.published_row import RowFacts
from trainward.plan.question_check import nearest_divisor
from trainward.plan.sharding import END_LAYERS, is_even
from trainward.plan.step_time import step_time, total_seconds
from trainward.plan.traits import Traits, traits_of
from trainward.plan.usual import usual_gpus, usual_sequences
from trainward.records.estimate import Question
from trainward.records.layout import Layout, Recompute, Scenario, Stack
from trainward.records.model_shape import ModelShape

_RECOMPUTE: Final[tuple[Recompute, ...]] = ("none", "selective", "full")
_MICRO_BATCHES: Final = (1, 2, 4, 8)
_TENSOR: Final = (1, 2, 4, 8)
_PIPELINE: Final = (1, 2, 4, 8, 16)
_EXPERT: Final = (1, 4, 8, 16, 32, 64)
_SHARDED_FROM: Final = 1e9  # parameters from which optimizer states are sharded where nothing is told; chosen
_USUAL_STAGES: Final = 8  # at most; chosen, the middle of the published interleaved runs that tell theirs is 5


@dataclass(frozen=True, slots=True)
class Completed:
    """A whole question, and sentences on what was supposed.

    `stepwise` says that its step is the row's own, `layout_told` that the row says how it is spread over its GPUs;
    `held` is the question that memory is asked of: as `question`, with more recomputation where a row that does not
    tell its recomputation would not fit without.
    """

    question: Question
    held: Question
    traits: Traits
    supposed: tuple[str, ...]
    stepwise: bool
    layout_told: bool


def complete(facts: RowFacts, constants: Constants) -> Completed:
    """Return the question of a row with all that it leaves open filled.

    Raises:
        PlanError: its layout cannot be.
    """
    framework = facts.framework
    if not framework and (facts.shape.gated or facts.shape.kv_heads < facts.shape.heads):
        framework = "unnamed from 2023"
    stack = Stack(framework=framework, precision=facts.precision)
    traits = traits_of(stack, facts.gpu)
    gpus = facts.gpus or usual_gpus(facts.shape)
    seq_len = facts.seq_len or (4096 if traits.fused_attention else 2048)
    sequences = facts.global_batch or usual_sequences(facts.shape, seq_len, gpus)
    scenario = Scenario(seq_len=seq_len, global_batch=sequences, tokens=facts.tokens)
    _check_degrees(facts, gpus)
    questions = [
        Question(facts.shape, scenario, facts.gpu, layout, stack) for layout in _layouts(facts, traits, gpus, sequences)
    ]
    chosen = min(questions, key=lambda one: _rank(one, facts.shape, traits, constants))
    held = _held(facts, chosen, traits)
    supposed = (*facts.supposed, *_supposed(facts, chosen, traits), *_recomputed(chosen, held))
    stepwise = bool(facts.gpus and facts.seq_len and facts.global_batch)
    return Completed(chosen, held, traits, supposed, stepwise, facts.tensor is not None)


def _check_degrees(facts: RowFacts, gpus: int) -> None:
    """Raise where the degrees that a row tells do not divide its model or its GPUs."""
    if facts.tensor and facts.shape.heads % facts.tensor:
        works = nearest_divisor(facts.shape.heads, facts.tensor)
        raise PlanError(f"column tp: {facts.shape.heads} heads do not divide by {facts.tensor}; {works} works")
    if facts.pipeline and facts.pipeline > facts.shape.layers:
        raise PlanError(f"column pp: {facts.pipeline} stages for {facts.shape.layers} layers; at most as many")
    spread = (facts.tensor or 1) * (facts.pipeline or 1) * (facts.context or 1)
    if gpus % spread:
        works = spread * max(1, round(gpus / spread))
        raise PlanError(
            f"columns tp x pp x cp: their product {spread:,} does not divide {gpus:,} GPUs; take {works:,} GPUs"
        )


def _held(facts: RowFacts, chosen: Question, traits: Traits) -> Question:
    """Return the question with the least recomputation that fits, where the row leaves it open."""
    if facts.recompute is not None:
        return chosen
    order = _RECOMPUTE[_RECOMPUTE.index(chosen.layout.recompute) :]
    tries = [replace(chosen, layout=replace(chosen.layout, recompute=one)) for one in order]
    return next((one for one in tries if _fits(one, facts.shape, traits)), tries[-1])


def _recomputed(chosen: Question, held: Question) -> Iterator[str]:
    """Yield that memory and time are of different recomputation: recipes that do not tell it repeat little."""
    if held.layout.recompute != chosen.layout.recompute:
        yield f"as little recomputation as fits, which takes no time: the memory is that of {held.layout.recompute}"


def _fits(question: Question, shape: ModelShape, traits: Traits) -> bool:
    return middle_device_gib(question, shape, traits) <= capacity_gib(question.gpu)


def _supposed(facts: RowFacts, chosen: Question, traits: Traits) -> Iterator[str]:
    layout, scenario = chosen.layout, chosen.scenario
    for value, words in (
        (facts.gpus, f"{layout.gpus} GPUs"),
        (facts.seq_len, f"{scenario.seq_len} tokens a sequence"),
        (facts.global_batch, f"{scenario.global_batch} sequences a step"),
        (facts.tensor, f"tensor {layout.tensor}"),
        (facts.pipeline, f"pipeline {layout.pipeline}"),
        (facts.expert if facts.shape.experts else 1, f"expert {layout.expert}"),
        (facts.micro_batch, f"micro-batch {layout.micro_batch}"),
        (facts.recompute, f"recomputation {layout.recompute}"),
        (facts.zero, f"ZeRO stage {layout.zero}"),
        (facts.virtual_stages if layout.pipeline > 1 else 1, f"{layout.virtual_stages} virtual stages"),
        (facts.framework or None, f"software as {traits.says}"),
    ):
        if value is None:
            yield words
    for told, used, words in (
        (facts.micro_batch, layout.micro_batch, "micro-batch"),
        (facts.expert, layout.expert, "expert"),
    ):
        if told and told != used:
            yield f"{words} {used} in place of {told}, which does not go with the rest of the row"
    if facts.data and facts.tensor and facts.data != layout.data:
        yield f"data {layout.data} in place of {facts.data}, which does not make up {layout.gpus} GPUs"


def _rank(question: Question, shape: ModelShape, traits: Traits, constants: Constants) -> tuple[bool, float]:
    """Return what orders candidates: those that fit by speed, then the others by size."""
    device = middle_device_gib(question, shape, traits)
    if device > capacity_gib(question.gpu):
        return True, device
    return False, total_seconds(step_time(question, shape, traits, constants))


def _layouts(facts: RowFacts, traits: Traits, gpus: int, sequences: int) -> Iterator[Layout]:
    """Yield the layouts that a row leaves open."""
    for tensor, pipeline, zero in product(_tensors(facts, gpus), _pipelines(facts, gpus), _zero_stages(facts)):
        spread = tensor * pipeline * (facts.context or 1)
        if gpus % spread or (zero == 3 and pipeline > 1 and facts.zero is None):
            continue
        told = facts.data and facts.data * spread == gpus
        data = facts.data if told and facts.data else gpus // spread
        degrees = Layout(
            gpus=gpus,
            tensor=tensor,
            pipeline=pipeline,
            data=data,
            context=facts.context or 1,
            virtual_stages=facts.virtual_stages or _usual_stages(facts, traits, pipeline),
            zero=zero,
            sequence_parallel=traits.fused_attention or facts.sequence_parallel or _with_its_paper(facts),
        )
        for expert in _experts(facts, degrees):
            yield from _filled(facts, traits, replace(degrees, expert=expert), max(1, sequences // data))


def _with_its_paper(facts: RowFacts) -> bool:
    """Tell whether sequence parallelism is meant: selective recomputation came with it (arXiv 2205.05198)."""
    return facts.recompute == "selective"


def _filled(facts: RowFacts, traits: Traits, degrees: Layout, each: int) -> Iterator[Layout]:
    """Yield the micro-batches and recomputations of a layout whose replicas have `each` sequences a step."""
    micro = [facts.micro_batch] if facts.micro_batch else [one for one in _MICRO_BATCHES if each % one == 0]
    free: tuple[Recompute, ...] = ("none",) if traits.free_recompute else _RECOMPUTE
    for size, repeat in product(micro, (facts.recompute,) if facts.recompute else free):
        yield replace(degrees, micro_batch=_pipelined(size, each, degrees.pipeline), recompute=repeat)


def _experts(facts: RowFacts, degrees: Layout) -> tuple[int, ...]:
    experts = facts.shape.experts
    room = degrees.data * degrees.context * degrees.tensor
    if experts is None:
        return (1,)
    if facts.expert or facts.tensor:
        told = facts.expert or 1
        return (told if experts.count % told == 0 and room % told == 0 else math.gcd(told, experts.count, room),)
    return tuple(one for one in _EXPERT if experts.count % one == 0 and room % one == 0)


def _zero_stages(facts: RowFacts) -> tuple[int, ...]:
    """Return the sharded stages to consider: those of no replicas' states only where nothing of the layout is told."""
    if facts.zero is None and facts.tensor is None:
        return (1, 3) if total_parameters(facts.shape) > _SHARDED_FROM else (0, 1, 3)
    return (_zero(facts),)


def _zero(facts: RowFacts) -> int:
    if facts.zero is not None:
        return facts.zero
    return 1 if total_parameters(facts.shape) > _SHARDED_FROM else 0


def _tensors(facts: RowFacts, gpus: int) -> tuple[int, ...]:
    if facts.tensor:
        return (facts.tensor,)
    return tuple(one for one in _TENSOR if facts.shape.heads % one == 0 and gpus % one == 0)


def _pipelines(facts: RowFacts, gpus: int) -> tuple[int, ...]:
    if facts.pipeline:
        return (facts.pipeline,)
    if facts.tensor:
        return (1,)
    return tuple(one for one in _PIPELINE if one <= facts.shape.layers and gpus % one == 0)


def _pipelined(micro_batch: int, each: int, pipeline: int) -> int:
    """Return the micro-batch of a pipeline; some frameworks write the whole batch of a replica in its place."""
    if pipeline > 1 and micro_batch > 1 and each / micro_batch < pipeline:
        return max(1, each // pipeline)
    return min(micro_batch, each)


def _usual_stages(facts: RowFacts, traits: Traits, pipeline: int) -> int:
    """Return the virtual stages where none are told: as many as are usual and leave the stages about even."""
    layers = facts.shape.layers
    if pipeline == 1 or not traits.fused_attention:
        return 1
    most = min(_USUAL_STAGES, (layers + END_LAYERS) // pipeline)
    return next((one for one in range(most, 1, -1) if is_even(layers, pipeline * one)), 1)
