"""How a run is spread over its GPUs, with what software, and what it is run for."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from trainward.records.hardware import Precision

Recompute: TypeAlias = Literal["none", "selective", "full"]
Purpose: TypeAlias = Literal["pre-training", "fine-tuning", "lora", "inference"]


@dataclass(frozen=True, slots=True)
class Layout:
    """Parallel layout: `gpus` = tensor x pipeline x data x context; `expert` divides data x context x tensor.

    `micro_batch` is in sequences for each replica; `zero` the sharded stage, 0 to 3 (3 is FSDP); `virtual_stages` the
    stages of one pipeline rank (1 is plain 1F1B); `sequence_parallel` spreads norms and dropouts over the tensor ranks.
    """

    gpus: int
    tensor: int = 1
    pipeline: int = 1
    data: int = 1
    context: int = 1
    expert: int = 1
    virtual_stages: int = 1
    micro_batch: int = 1
    zero: int = 1
    recompute: Recompute = "none"
    sequence_parallel: bool = True


@dataclass(frozen=True, slots=True)
class Stack:
    """The software: `framework` as its users write it with its version, the precision of matrix products, and options.

    `compiled` says that elementwise work is fused by a compiler or hand-written kernels; `fused_attention` that the
    scores are never stored (FlashAttention); `offload` that the optimizer lives in host memory.
    """

    framework: str = ""
    precision: Precision = "bf16"
    compiled: bool = True
    fused_attention: bool = True
    offload: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """What the run is for; None stands for what is not asked for.

    `seq_len` in tokens (samples of a counted model have 1), `global_batch` in sequences a step, `tokens` of the whole
    run (samples of a counted model), `deadline_days` of wall time, `budget_usd` for cloud hours.
    """

    purpose: Purpose = "pre-training"
    seq_len: int = 4096
    global_batch: int = 1024
    tokens: float | None = None
    deadline_days: float | None = None
    budget_usd: float | None = None
    lora_rank: int = 16
