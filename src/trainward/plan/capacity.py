"""Whether a run fits: memory of the GPU that a program can have, against what it would take."""

from typing import Final

from trainward.plan.memory import GIB, allocated_bytes, memory_use
from trainward.plan.traits import Traits
from trainward.records.estimate import Question
from trainward.records.hardware import Gpu
from trainward.records.model_shape import ModelShape

_USABLE: Final = 0.985
"""GiB that a program sees for each GB that the part is sold with: torch tells 79.1 of an H100 of 80, 39.4 of an A100 of
40, 178.4 of a B200 of 180, 139.8 of an H200 of 141."""


def capacity_gib(gpu: Gpu) -> float:
    """Return the memory that a program sees, in GiB."""
    return gpu.memory_gb * _USABLE


def device_gib(allocated: float, traits: Traits) -> float:
    """Return what the device shows as used for so many allocated GiB: reserved slack, and what lies outside."""
    return allocated * (1 + traits.slack) + traits.context_gib


def middle_device_gib(question: Question, shape: ModelShape, traits: Traits) -> float:
    """Return the middle figure of the device memory of a run."""
    return device_gib(allocated_bytes(memory_use(question, shape, traits)) / GIB, traits)
