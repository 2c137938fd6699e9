"""Serving a model: what is asked of it, and what it takes."""

from dataclasses import dataclass

from trainward.records.estimate import Interval
from trainward.records.hardware import Gpu
from trainward.records.layout import Stack
from trainward.records.model_shape import ModelShape
from trainward.records.plan import Money, Room


@dataclass(frozen=True, slots=True)
class InferenceLoad:
    """What is asked of a served model; None stands for what is not asked for.

    `prompt_tokens` and `output_tokens` of one sequence, `sequences` at the same time, `tokens_per_second` of output
    in all; `kv_bytes` for each element of the cache of keys and values.
    """

    prompt_tokens: int = 1024
    output_tokens: int = 256
    sequences: int | None = None
    tokens_per_second: float | None = None
    kv_bytes: float = 2.0


@dataclass(frozen=True, slots=True)
class InferencePlan:
    """What serving takes: `gpus` = replicas x tensor x pipeline.

    `sequences` are at work in one replica; `weights_gib` and `cache_gib` of one replica, `memory_gib` of one GPU with
    both. `first_token_seconds` of a sequence that waits for no other, `token_seconds` between two tokens of one
    sequence while others begin, `prefill_tokens_per_second` of one replica, `tokens_per_second` of output of all.
    """

    model: ModelShape
    gpu: Gpu
    stack: Stack
    load: InferenceLoad
    gpus: int
    replicas: int
    tensor: int
    pipeline: int
    sequences: int
    weights_gib: float
    cache_gib: float
    memory_gib: Interval
    capacity_gib: float
    first_token_seconds: Interval
    token_seconds: Interval
    prefill_tokens_per_second: Interval
    tokens_per_second: Interval
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InferenceOffer:
    """A way to serve, with the room around it and what it costs.

    `carries` says that the whole range of its speed carries the load that is asked for, `carries_perhaps` that some of
    it does. The rental of `money` is that of all GPUs for one hour; `million_tokens_usd` is what a million tokens of
    output cost at that rental, not a number where no price of an hour is known.
    """

    plan: InferencePlan
    carries: bool
    carries_perhaps: bool
    room: Room
    money: Money
    million_tokens_usd: Interval


@dataclass(frozen=True, slots=True)
class InferenceAnswer:
    """The answer to "what does it take to serve this": the cheapest offer that carries it, the others, and why."""

    best: InferenceOffer
    others: tuple[InferenceOffer, ...]
    reasons: tuple[str, ...]
    assumptions: tuple[str, ...]
    dates: tuple[str, ...]
