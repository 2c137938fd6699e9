"""Parts of step and memory to a whole estimate: ranges, speed, shares of the peak, whether it fits."""

from dataclasses import dataclass, replace

from trainward.plan.capacity import capacity_gib, device_gib
from trainward.plan.rates import peak_flops
from trainward.plan.spread import Kind, inverse, scaled, spread
from trainward.plan.traits import Traits
from trainward.records.estimate import Estimate, Interval, MemoryPart, Question, StepPart


@dataclass(frozen=True, slots=True)
class Account:
    """What was computed of a question, part by part; operations are of one token or sample, both passes.

    `crowding_gib` is what the fullest GPU may hold above the sum of the parts, `certain_gib` what it surely holds.
    """

    step: tuple[StepPart, ...]
    memory: tuple[MemoryPart, ...]
    kind: Kind
    traits: Traits
    model_flops: float
    hardware_flops: float
    assumptions: tuple[str, ...]
    outside: tuple[str, ...]
    crowding_gib: float = 0.0
    certain_gib: float = 0.0


def whole_estimate(question: Question, account: Account) -> Estimate:
    """Return the estimate that the parts add up to."""
    seconds = spread(account.kind, sum(part.seconds for part in account.step))
    held = sum(part.gib for part in account.memory)
    device = device_range(held, account.traits, account.crowding_gib, account.certain_gib)
    allocated = spread("allocated", held)
    peak = peak_flops(question.gpu, question.stack.precision)
    capacity = capacity_gib(question.gpu)
    speed = inverse(seconds, question.scenario.global_batch * question.scenario.seq_len / question.layout.gpus)
    return Estimate(
        question=question,
        step_seconds=seconds,
        step_parts=account.step,
        tokens_per_second_per_gpu=speed,
        mfu=scaled(speed, account.model_flops / peak),
        hfu=scaled(speed, account.hardware_flops / peak),
        allocated_gib=replace(allocated, low=max(account.certain_gib, min(allocated.low, device.low))),
        device_gib=device,
        memory_parts=account.memory,
        capacity_gib=capacity,
        fits=device.high <= capacity,
        fits_perhaps=device.low <= capacity,
        assumptions=account.assumptions,
        extrapolates=account.outside,
    )


def device_range(allocated: float, traits: Traits, crowding: float = 0.0, certain: float = 0.0) -> Interval:
    """Return the range of the memory that the device shows as used, for so many allocated GiB.

    `crowding` are GiB that a GPU may hold above them, which raise the upper end alone; `certain` are GiB that it holds
    at least.
    """
    plain = spread("device", device_gib(allocated, traits))
    return replace(plain, low=min(plain.middle, max(plain.low, certain)), high=plain.high + crowding)
