"""The layouts worth a look: every way to spread a run over so many GPUs that a team would try."""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil
from typing import Final

from trainward.plan.sharding import is_even
from trainward.plan.traits import Traits, traits_of
from trainward.records.hardware import Gpu
from trainward.records.layout import Layout, Recompute, Scenario, Stack
from trainward.records.model_shape import Model, ModelShape

_MOST_SEQUENCES: Final = 16  # of a micro-batch, or more of them as long as it has at most so many tokens; chosen
_MOST_TOKENS: Final = 65_536
_MOST_SAMPLES: Final = 1024  # of a micro-batch, however short they are; chosen
_MOST_STAGES: Final = 64  # of a pipeline: the deepest of the published runs, GPT-1T on Megatron-LM
_MOST_VIRTUAL: Final = 8  # stages of one rank: most of the published interleaved runs have at most so many
_CONTEXT_TOKENS: Final = 4096  # a rank keeps at least so much of a sequence; chosen
_WHOLE_LAYERS: Final = ("fsdp",)  # software that splits neither layers nor sequences: it shards, by ZeRO-3
_NOT_INTERLEAVED: Final = ("deepspeed", "gpt-neox", "metaseq", "unknown-before-2023")


def layouts(model: Model, scenario: Scenario, gpu: Gpu, gpus: int, stack: Stack) -> Iterator[Layout]:
    """Yield every layout of so many GPUs that is worth a look; none contradicts itself.

    Those that share all but micro-batch and recomputation follow each other: micro-batches rise, and for each of them
    recomputation rises from none to full.
    """
    traits = traits_of(stack, gpu)
    for split in splits(model, scenario, gpu, gpus, traits):
        for micro_batch in micro_batches_of(split, scenario):
            for recompute in recomputations(model, traits):
                yield replace(split, micro_batch=micro_batch, recompute=recompute)


def splits(model: Model, scenario: Scenario, gpu: Gpu, gpus: int, traits: Traits) -> Iterator[Layout]:
    """Yield the layouts of micro-batch 1 without recomputation."""
    if not isinstance(model, ModelShape):
        if scenario.global_batch % gpus == 0:
            yield Layout(gpus=gpus, data=gpus)
        return
    whole = traits.name in _WHOLE_LAYERS
    for tensor in [1] if whole else _tensors(model, gpu, gpus):
        for pipeline in [1] if whole else _pipelines(model, gpus // tensor):
            for context in [1] if whole else _contexts(scenario, gpus // tensor // pipeline):
                data = gpus // (tensor * pipeline * context)
                if scenario.global_batch % data == 0:
                    layout = Layout(gpus, tensor, pipeline, data, context, sequence_parallel=traits.fused_attention)
                    yield from _shared(layout, model, scenario, traits)


def micro_batches_of(split: Layout, scenario: Scenario) -> Iterator[int]:
    """Yield the micro-batches that a split can work with: interleaving wants as many as make up whole pipelines."""
    each = scenario.global_batch // split.data
    for size in (2**power for power in range(largest_micro_batch(scenario).bit_length())):
        if each % size == 0 and (split.virtual_stages == 1 or each // size % split.pipeline == 0):
            yield size


def largest_micro_batch(scenario: Scenario) -> int:
    """Return the most sequences of a micro-batch that are worth a look."""
    most = min(_MOST_SAMPLES, max(_MOST_SEQUENCES, _MOST_TOKENS // scenario.seq_len))
    return max(1, min(most, scenario.global_batch))


def recomputations(model: Model, traits: Traits) -> tuple[Recompute, ...]:
    """Return the ways of recomputation that differ, the fastest and largest first."""
    if isinstance(model, ModelShape) and (traits.op_recompute or not traits.fused_attention):
        return "none", "selective", "full"
    return "none", "full"


def virtual_stages_of(shape: ModelShape, layout: Layout, scenario: Scenario, traits: Traits) -> Iterator[int]:
    """Yield 1 and, where the pipeline can be interleaved, the most that leave the longest stage as long as it is."""
    yield 1
    rounds = scenario.global_batch // layout.data % layout.pipeline == 0
    if layout.pipeline == 1 or not rounds or traits.name in _NOT_INTERLEAVED:
        return
    longest = ceil(shape.layers / layout.pipeline)
    for stages in range(min(_MOST_VIRTUAL, shape.layers // layout.pipeline), 1, -1):
        if ceil(shape.layers / layout.pipeline / stages) * stages <= longest:
            yield stages
            return


def _shared(layout: Layout, shape: ModelShape, scenario: Scenario, traits: Traits) -> Iterator[Layout]:
    """Yield a layout with every way to share out experts, optimizer and virtual stages."""
    for expert in _experts(shape, layout):
        for zero in _zero_stages(layout, traits):
            for virtual in virtual_stages_of(shape, layout, scenario, traits):
                yield replace(layout, expert=expert, zero=zero, virtual_stages=virtual)


def _tensors(shape: ModelShape, gpu: Gpu, gpus: int) -> Iterator[int]:
    size = 1
    while size <= min(gpu.domain, gpus):
        if shape.heads % size == 0 and gpus % size == 0:
            yield size
        size *= 2


def _pipelines(shape: ModelShape, gpus: int) -> Iterator[int]:
    for stages in range(1, min(shape.layers, gpus, _MOST_STAGES) + 1):
        if gpus % stages == 0 and is_even(shape.layers, stages):
            yield stages


def _contexts(scenario: Scenario, gpus: int) -> Iterator[int]:
    size = 1
    while size == 1 or scenario.seq_len / size >= _CONTEXT_TOKENS:
        if gpus % size == 0 and scenario.seq_len % size == 0:
            yield size
        size *= 2


def _experts(shape: ModelShape, layout: Layout) -> Iterator[int]:
    """Yield the sizes of an expert-parallel group: whole tensor-parallel groups, since experts are not split."""
    if shape.experts is None:
        yield 1
        return
    count, room = shape.experts.count, layout.data * layout.context * layout.tensor
    for size in range(min(layout.tensor, count), count + 1):
        if count % size == 0 and room % size == 0:
            yield size


def _zero_stages(layout: Layout, traits: Traits) -> tuple[int, ...]:
    if layout.gpus == 1 or layout.pipeline > 1:
        return (1,)
    return (3,) if traits.name in _WHOLE_LAYERS else (1, 3)
