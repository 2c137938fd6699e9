"""What a run on paper would take: figures with their ranges, by part."""

from dataclasses import dataclass

from trainward.records.hardware import Gpu
from trainward.records.layout import Layout, Scenario, Stack
from trainward.records.model_shape import Model


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure, and the range that holds the truth in 80 % of cases."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class StepPart:
    """A share of the step's time that nothing else hides, in seconds; `says` is how it came about."""

    name: str
    seconds: float
    says: str


@dataclass(frozen=True, slots=True)
class MemoryPart:
    """A share of the memory of the fullest GPU, in GiB."""

    name: str
    gib: float
    says: str


@dataclass(frozen=True, slots=True)
class Question:
    """One run on paper, wholly described."""

    model: Model
    scenario: Scenario
    gpu: Gpu
    layout: Layout
    stack: Stack


@dataclass(frozen=True, slots=True)
class Estimate:
    """The answer to one question.

    `mfu` counts the model's operations alone, `hfu` those that the hardware does, recomputation included; both are
    shares of the data sheet's dense peak in the precision of the stack. `fits` says that the whole range of
    `device_gib` does, `fits_perhaps` that some of it does. `assumptions` and `extrapolates` are sentences.
    """

    question: Question
    step_seconds: Interval
    step_parts: tuple[StepPart, ...]
    tokens_per_second_per_gpu: Interval
    mfu: Interval
    hfu: Interval
    allocated_gib: Interval
    device_gib: Interval
    memory_parts: tuple[MemoryPart, ...]
    capacity_gib: float
    fits: bool
    fits_perhaps: bool
    assumptions: tuple[str, ...]
    extrapolates: tuple[str, ...]
