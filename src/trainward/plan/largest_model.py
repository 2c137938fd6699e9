"""The largest dense model that given GPUs can train."""

from dataclasses import replace
from typing import Final

from trainward.plan.fastest import case, fastest
from trainward.plan.known_models import all_models, find_model
from trainward.plan.parameters import total_parameters
from trainward.records.hardware import Gpu
from trainward.records.layout import Scenario, Stack
from trainward.records.model_shape import ModelShape

_PATTERN: Final = "Llama-3.1-405B"  # whose proportions a scaled model has
_HEADS: Final = 8  # a scaled model has a multiple of so many heads, so that tensor 8 divides them
_STEPS: Final = 256  # multiples of 8 heads up to which models are scaled: hidden 262,144
_SEQ_LEN: Final = 4096
_SEQUENCES: Final = 1024  # a step, or one for each GPU where there are more; chosen


def largest_model(gpu: Gpu, gpus: int, stack: Stack) -> str:
    """Return the largest known dense model that fits for training, and the size of the largest scaled one if larger."""
    known = sorted((one for one in all_models() if one.experts is None), key=total_parameters, reverse=True)
    largest = next((one for one in known if _fits(one, gpu, gpus, stack)), None)
    name = largest.name if largest else "none of the known models"
    low, high = 0, _STEPS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _fits(scaled_model(middle * _HEADS), gpu, gpus, stack) else (low, middle)
    params = total_parameters(scaled_model(low * _HEADS)) if low else 0.0
    if params <= (total_parameters(largest) if largest else 0.0):
        return name
    billions = params / 1e9
    size = f"{billions:.2g} billion" if billions < 1 else f"{float(f'{billions:.2g}'):,.0f} billion"
    return f"{name}; with the proportions of {_PATTERN} a dense transformer of about {size} parameters"


def scaled_model(heads: int) -> ModelShape:
    """Return a dense transformer with so many heads, and all else in the proportions of Llama-3.1-405B."""
    pattern = find_model(_PATTERN)
    share = heads / pattern.heads
    return replace(
        pattern,
        name=f"{_PATTERN} scaled to {heads} heads",
        layers=_HEADS * max(1, round(pattern.layers * share / _HEADS)),
        hidden=heads * pattern.head_dim,
        heads=heads,
        ffn=round(pattern.ffn * share),
        params_total=None,
    )


def _fits(shape: ModelShape, gpu: Gpu, gpus: int, stack: Stack) -> bool:
    sequences = gpus * max(1, _SEQUENCES // gpus)
    scenario = Scenario(seq_len=_SEQ_LEN, global_batch=sequences)
    return fastest(case(shape, scenario, gpu, stack), gpus).layout is not None
