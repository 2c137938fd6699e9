"""What a run usually has where nothing is said: how many GPUs, how large a batch."""

import math

from trainward.plan.parameters import total_parameters
from trainward.records.model_shape import ModelShape

_MOST_GPUS = 8192
_GPUS_A_BILLION = 8  # chosen: Llama 3's 8B to 405B lie near 100 to 40 a billion, small laboratories' near 5
_SMALL_BATCH = 2**19  # tokens a step of a model of 0.1 billion parameters, GPT-3 (arXiv 2005.14165, table 2.1)
_LARGE_BATCH = 2**24  # tokens a step of a model of 400 billion parameters, Llama 3 (arXiv 2407.21783, section 3.4.1)


def usual_gpus(shape: ModelShape) -> int:
    """Return a usual number of GPUs for pre-training: a power of two that grows with the model."""
    wanted = total_parameters(shape) / 1e9 * _GPUS_A_BILLION
    return int(min(_MOST_GPUS, max(8, 2 ** round(math.log2(max(wanted, 1))))))


def usual_sequences(shape: ModelShape, seq_len: int, gpus: int) -> int:
    """Return a usual global batch in sequences: a power of two where that divides among so many GPUs, else near one."""
    billions = max(0.1, min(400.0, total_parameters(shape) / 1e9))
    share = math.log(billions / 0.1) / math.log(400 / 0.1)
    tokens = _SMALL_BATCH * (_LARGE_BATCH / _SMALL_BATCH) ** share
    plain = int(max(1, 2 ** round(math.log2(max(1.0, tokens / seq_len)))))
    share = gpus
    while share > plain and share % 2 == 0:  # some of the GPUs will work on one sequence together
        share //= 2
    return max(1, round(plain / share)) * share if plain % share else plain
