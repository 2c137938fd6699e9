"""Whether a run fits: memory of the GPU that a program can have, against what it would take."""

from typing import Final

from trainward.plan.memory import GIB, allocated_bytes, memory_use
from trainward.plan.traits import Traits
from trainward.records.estimate import Question
from trainward.records.hardware import Gpu
from trainward.records.model_shape import ModelShape

_USABLE: Final = 0.92
"""GiB that a program sees for each GB of a part whose `usable_gib` is not known; a T4 has least of those known, 14.56
of 16 are 0.91."""


def capacity_gib(gpu: Gpu) -> float:
    """Return the memory that a program sees, in GiB."""
    return gpu.usable_gib or gpu.memory_gb * _USABLE


def device_gib(allocated: float, traits: Traits) -> float:
    """Return what the device shows as used for so many allocated GiB: reserved slack, and what lies outside."""
    return allocated * (1 + traits.slack) + traits.context_gib


def middle_device_gib(question: Question, shape: ModelShape, traits: Traits) -> float:
    """Return the middle figure of the device memory of a run."""
    return device_gib(allocated_bytes(memory_use(question, shape, traits)) / GIB, traits)
