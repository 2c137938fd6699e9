"""What serving a transformer takes: memory, the time to the first token and between tokens, and how many GPUs."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from math import ceil
from typing import Final

from trainward.errors import PlanError
from trainward.plan.capacity import capacity_gib
from trainward.plan.memory import GIB
from trainward.plan.offered import offers
from trainward.plan.serving_memory import cache_bytes, cache_shards, weight_bytes
from trainward.plan.serving_time import Replica, cycle_seconds, prompt_seconds, token_seconds
from trainward.plan.spread import inverse, scaled
from trainward.records.estimate import Interval
from trainward.records.hardware import Gpu
from trainward.records.inference import InferenceLoad, InferencePlan
from trainward.records.layout import Stack
from trainward.records.model_shape import ModelShape

_USABLE: Final = 0.9  # of a GPU's memory for weights and cache, as vLLM's gpu_memory_utilization; the rest is for work
_MOST_SEQUENCES: Final = 1024  # at work in one replica: vLLM's usual max_num_seqs on H100; published figures go as far
_ROUNDING: Final = 1e-9
_MOST_STAGES: Final = 16  # of a pipeline where one scale-up domain is not enough; chosen
_TIME: Final = Interval(0.85, 1.0, 1.7)
"""Measured over estimated time: 80 % of 43 published figures lie between 0.90 and 1.64: TensorRT-LLM 0.5 and 0.6
(docs/source/performance.md), NIM 1.8 (docs.nvidia.com/nim/benchmarking/llm), dense models on A100, H100, L40S. Widened,
since none of them is of experts or of a later part."""
_MEMORY: Final = Interval(0.97, 1.0, 1.1)  # of weights and cache: pages of the cache that are filled in part; chosen


def inference(shape: ModelShape, gpu: Gpu, stack: Stack, load: InferenceLoad, gpus: int | None = None) -> InferencePlan:
    """Return the fewest GPUs that carry a load, or what given ones carry.

    Args:
        shape: the model.
        gpu: what serves it.
        stack: its precision is that of weights and products.
        load: without `sequences` and `tokens_per_second` it is one replica, as full as its memory allows.
        gpus: how many there are; None to find how many are needed.

    Raises:
        PlanError: the model fits on no replica, there are too few GPUs for one, or a number is not positive.
    """
    _check(shape, gpu, stack, load, gpus)
    replicas = [one for one in _replicas(Replica(shape, gpu, stack, load, 1, 1)) if _most_sequences(one) >= 1]
    if not replicas:
        raise PlanError(_nothing(shape, gpu, stack, load))
    if gpus is None:
        return min((_needed(one) for one in replicas), key=_rank)
    small = [one for one in replicas if one.tensor * one.pipeline <= gpus]
    if not small:
        least = min(one.tensor * one.pipeline for one in replicas)
        raise PlanError(f"serving {shape.name} on {gpus} {gpu.name}: one replica needs {least}; give at least {least}")
    best = max((_given(one, gpus) for one in small), key=_merit)
    return replace(best, assumptions=(*best.assumptions, *_idle(best, gpus)))


def _merit(plan: InferencePlan) -> tuple[bool, bool, float, int]:
    """Return what the best plan of given GPUs has most of: room for what is asked, then speed, then width.

    Sequences that fit into one scale-up domain are not spread over the stages of a pipeline.
    """
    asked = plan.load.sequences or 0
    holds = plan.replicas * plan.sequences >= asked
    return holds, asked == 0 or plan.pipeline == 1, plan.tokens_per_second.middle, plan.tensor


def _idle(plan: InferencePlan, gpus: int) -> Iterator[str]:
    idle = gpus - plan.gpus
    if idle:
        full = plan.replicas == plan.load.sequences
        why = "a replica needs a sequence of its own" if full else "they are too few for one more replica"
        yield f"{idle:,} of the {gpus:,} GPUs have nothing to do and are in no bill: {why}"


def _rank(plan: InferencePlan) -> tuple[bool, int, float]:
    """Return what the best plan has least of: too little speed, then GPUs, then time between tokens."""
    short = plan.tokens_per_second.middle < (plan.load.tokens_per_second or 0.0) * (1 - _ROUNDING)
    return short, plan.gpus, plan.token_seconds.middle


def _check(shape: ModelShape, gpu: Gpu, stack: Stack, load: InferenceLoad, gpus: int | None) -> None:
    numbers = (
        (load.prompt_tokens, "tokens of a prompt"),
        (load.output_tokens, "tokens of output"),
        (load.sequences, "sequences"),
        (load.tokens_per_second, "tokens a second"),
        (load.kv_bytes, "bytes of a key or value"),
        (gpus, "GPUs"),
    )
    for value, words in numbers:
        if value is not None and not 0 < value < float("inf"):
            raise PlanError(f"serving {shape.name}: {value:g} {words}; it must be a number above 0; correct it")
    if not offers(gpu, stack.precision):
        raise PlanError(
            f"serving {shape.name} in {stack.precision}: {gpu.name} has no matrix products in it; "
            f"take bf16 or another GPU"
        )


def _replicas(one: Replica) -> Iterator[Replica]:
    """Yield the sizes of a replica: tensor parallel within the scale-up domain, then a pipeline of such domains."""
    tensor = largest = 1
    while tensor <= one.gpu.domain:
        if one.shape.heads % tensor == 0:
            yield replace(one, tensor=tensor)
            largest = tensor
        tensor *= 2
    pipeline = 2
    while pipeline <= min(_MOST_STAGES, one.shape.layers):
        yield replace(one, tensor=largest, pipeline=pipeline)
        pipeline *= 2


def _most_sequences(one: Replica) -> int:
    """Return how many whole sequences a replica holds at once, 0 where not even the weights fit."""
    ranks = one.tensor * one.pipeline
    free = _USABLE * capacity_gib(one.gpu) * GIB - weight_bytes(one.shape, one.stack.precision) / ranks
    each = _sequence_bytes(one) / cache_shards(one.shape, one.tensor) / one.pipeline
    return max(0, min(_MOST_SEQUENCES * one.pipeline, int(free / each)))


def _sequence_bytes(one: Replica) -> float:
    return cache_bytes(one.shape, one.load, one.load.prompt_tokens + one.load.output_tokens)


def _needed(one: Replica) -> InferencePlan:
    """Return as many replicas of a size as a load needs; where nothing is fast enough, as many as hold it."""
    most, asked = _most_sequences(one), one.load.sequences
    if not asked:
        return _plan(one, ceil((one.load.tokens_per_second or 0.0) / _speed(one, most, most)) or 1, most)
    least = ceil(asked / most)
    wanted = one.load.tokens_per_second or 0.0
    counts = range(1, ceil(asked / least) + 1)  # the fewer a replica works on, the faster all are together
    at_once = bisect_right(counts, -wanted, key=lambda fullest: -_speed(one, fullest, asked))
    replicas = ceil(asked / at_once) if at_once else least
    return _plan(one, replicas, ceil(asked / replicas))


def _speed(one: Replica, fullest: int, at_work: int) -> float:
    """Return tokens of output a second of all sequences at work, as slow as those of the fullest replica."""
    return at_work * one.load.output_tokens / cycle_seconds(one, fullest)


def _given(one: Replica, gpus: int) -> InferencePlan:
    """Return what given GPUs do in replicas of a size: no more of these than sequences that are asked for."""
    most, asked = _most_sequences(one), one.load.sequences
    replicas = gpus // (one.tensor * one.pipeline)
    if not asked:
        return _plan(one, replicas, most)
    replicas = min(replicas, asked)
    return _plan(one, replicas, min(most, ceil(asked / replicas)))


def _plan(one: Replica, replicas: int, sequences: int) -> InferencePlan:
    ranks = one.tensor * one.pipeline
    weights, cache = weight_bytes(one.shape, one.stack.precision), sequences * _sequence_bytes(one)
    held = (weights / ranks + cache / cache_shards(one.shape, one.tensor) / one.pipeline) / GIB
    at_work = min(replicas * sequences, one.load.sequences or replicas * sequences)
    cycle = cycle_seconds(one, sequences)
    first = scaled(_TIME, prompt_seconds(one))
    return InferencePlan(
        model=one.shape,
        gpu=one.gpu,
        stack=one.stack,
        load=one.load,
        gpus=replicas * ranks,
        replicas=replicas,
        tensor=one.tensor,
        pipeline=one.pipeline,
        sequences=sequences,
        weights_gib=weights / GIB,
        cache_gib=cache / GIB,
        memory_gib=scaled(_MEMORY, held),
        capacity_gib=capacity_gib(one.gpu),
        first_token_seconds=first,
        token_seconds=scaled(_TIME, cycle / one.load.output_tokens),
        prefill_tokens_per_second=inverse(first, one.load.prompt_tokens * one.pipeline),
        tokens_per_second=inverse(scaled(_TIME, cycle), at_work * one.load.output_tokens),
        assumptions=tuple(_assumptions(one, sequences)),
    )


def _assumptions(one: Replica, sequences: int) -> Iterator[str]:
    yield (
        "no constant is fitted on published figures of serving; of 43 from TensorRT-LLM and NIM, for dense models on "
        "A100, H100 and L40S, 80 % took 0.90 to 1.64 of the estimate"
    )
    yield f"{100 * _USABLE:.0f} % of the memory is for weights and cache; the cache has room for whole sequences"
    yield (
        f"{sequences:,} sequence{'' if sequences == 1 else 's'} at a time in a replica, prompts one by one between the "
        f"output of the others; alone a sequence has a token each {token_seconds(one, 1) * 1e3:.3g} ms"
    )
    yield f"keys and values in {one.load.kv_bytes:g} bytes, {_cache_kilobytes(one):,.3g} kB a token; no shared prompts"
    if one.shape.experts:
        yield "experts are spread over the ranks evenly, and their traffic is counted as that of tensor parallelism"
    if one.shape.latent:
        yield "each rank keeps the whole compressed cache, as tensor-parallel latent attention does"
    if one.pipeline > 1:
        yield f"{one.pipeline} stages, since a domain of {one.gpu.domain} GPUs is not enough for weights and sequences"


def _cache_kilobytes(one: Replica) -> float:
    return cache_bytes(one.shape, one.load, 1) / 1e3


def _nothing(shape: ModelShape, gpu: Gpu, stack: Stack, load: InferenceLoad) -> str:
    largest = list(_replicas(Replica(shape, gpu, stack, load, 1, 1)))[-1]
    ranks = largest.tensor * largest.pipeline
    weights, cache = weight_bytes(shape, stack.precision) / GIB, _sequence_bytes(largest) / GIB
    needed = weights / ranks + cache / cache_shards(shape, largest.tensor) / largest.pipeline
    usable = _USABLE * capacity_gib(gpu)
    change = "a narrower precision" if weights / ranks > usable / 2 else "a shorter prompt or output"
    return (
        f"serving {shape.name} in {stack.precision} on {gpu.name}: weights of {weights:,.4g} GiB and one sequence of "
        f"{cache:,.3g} GiB need {needed:,.4g} GiB on each of {ranks} GPUs, and {usable:.3g} can be used; "
        f"take {change}, or a GPU with more memory or a larger scale-up domain"
    )
