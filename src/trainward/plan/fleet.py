"""What given servers can train: compute, the largest model, and how long known models take."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import log2, nan
from typing import Final

from trainward.errors import PlanError
from trainward.plan.estimate import estimate
from trainward.plan.fastest import case, fastest
from trainward.plan.known_models import find_model
from trainward.plan.largest_model import largest_model
from trainward.plan.nearest_plan import closest_fit
from trainward.plan.offered import offers
from trainward.plan.parameters import total_parameters
from trainward.plan.race import Cell, Choice, choice
from trainward.plan.rates import peak_flops
from trainward.plan.site import MOST_GPUS, FailureRates
from trainward.plan.spread import scaled
from trainward.plan.training_tasks import USUAL_LENGTH, TrainingTask, training_tasks, usual_scenario
from trainward.plan.usual import usual_sequences
from trainward.records.estimate import Interval, Question
from trainward.records.hardware import Gpu
from trainward.records.layout import Scenario, Stack
from trainward.records.plan import FleetTask

_TOKENS_A_PARAMETER: Final = 20.0  # Hoffmann et al. 2022, arXiv 2203.15556, section 3.4
_REFERENCES: Final = ("Llama-3-70B", "Llama-3-8B", "TinyLlama-1.1B", "Pythia-160M")  # the first that fits is taken
_TOKENS_A_GPU: Final = 1024  # of a step: 16M tokens on 16,384 GPUs, Llama 3.1 405B (arXiv 2407.21783, table 4)
_MOST: Final = 65_536  # GPUs up to which it is told how many a task would need; chosen
_VERBS: Final = {"pre-training": "pre-train", "fine-tuning": "fine-tune", "lora": "LoRA of"}


@dataclass(frozen=True, slots=True)
class Pool:
    """Alike GPUs that work together, their software, and the user's own failure rates, None where they are usual."""

    gpu: Gpu
    gpus: int
    stack: Stack
    rates: FailureRates | None = None


@dataclass(frozen=True, slots=True)
class FleetWork:
    """What a pool can do: dense PFLOP/s at peak and as a reference model reaches it, the largest model, and tasks."""

    peak_pflops: float
    effective_pflops: Interval
    largest_model: str
    tasks: tuple[FleetTask, ...]
    assumptions: tuple[str, ...]


def fleet_tasks(gpu: Gpu, gpus: int, stack: Stack, rates: FailureRates | None = None) -> FleetWork:
    """Return what so many alike GPUs can do; GPUs of another type are a pool of their own.

    Raises:
        PlanError: there are too few or too many GPUs, or they do not compute in the number format of the stack.
    """
    if not 1 <= gpus <= MOST_GPUS:
        raise PlanError(
            f"fleet of {gpus:,} {gpu.name}: there are 1 to {MOST_GPUS:,}; give another number of GPUs or servers"
        )
    if not offers(gpu, stack.precision):
        raise PlanError(f"fleet of {gpus} {gpu.name}: no matrix products in {stack.precision}; give another precision")
    pool = Pool(gpu, gpus, stack, rates)
    known = [(task, _best(pool, task)) for task in training_tasks()]
    peak = peak_flops(gpu, stack.precision) * gpus / 1e15
    reached, reference = _reference(pool)
    return FleetWork(
        peak_pflops=peak,
        effective_pflops=scaled(reached, peak),
        largest_model=largest_model(gpu, gpus, stack),
        tasks=tuple(one for task, best in known for one in _lines(pool, task, best)),
        assumptions=tuple(_assumptions(pool, reference)),
    )


def _best(pool: Pool, task: TrainingTask) -> Choice | None:
    """Return the fastest way to do a task: with all GPUs, or with fewer where more are slower."""
    best: Choice | None = None
    for gpus in _counts(pool.gpus):
        scenario = _divided(usual_scenario(task, gpus), gpus)
        open_case = case(task.shape, scenario, pool.gpu, pool.stack, pool.rates)
        layout = fastest(open_case, gpus).layout
        found = choice(Cell(open_case, gpus), layout, task.tokens) if layout else None
        if best and (found is None or found.length.wall_days.middle >= best.length.wall_days.middle):
            return best
        best = found
    return best


def _counts(gpus: int) -> list[int]:
    """Return all GPUs, and the powers of two below."""
    return [gpus, *(2**power for power in range((gpus - 1).bit_length() - 1, -1, -1))]


def _divided(scenario: Scenario, gpus: int) -> Scenario:
    """Return a scenario whose batch the GPUs can divide: nearest to the given one where they are no power of two."""
    odd = gpus
    while odd % 2 == 0:
        odd //= 2
    if scenario.global_batch % odd == 0:
        return scenario
    return replace(scenario, global_batch=odd * 2 ** max(0, round(log2(scenario.global_batch / odd))))


def _lines(pool: Pool, task: TrainingTask, best: Choice | None) -> Iterator[FleetTask]:
    """Yield a task with its published tokens, and before it a dense model with 20 tokens a parameter."""
    name = f"{_VERBS[task.purpose]} {task.shape.name}"
    if task.purpose == "pre-training" and task.shape.experts is None:
        tokens = total_parameters(task.shape) * _TOKENS_A_PARAMETER
        yield _line(pool, task, best, (name, tokens, f"{_TOKENS_A_PARAMETER:g} tokens a parameter"))
    yield _line(pool, task, best, (name, task.tokens, task.source))


def _line(pool: Pool, task: TrainingTask, best: Choice | None, told: tuple[str, float, str]) -> FleetTask:
    name, tokens, source = told
    if best is None:
        return FleetTask(name, tokens, None, None, _why_not(pool, task))
    open_case = best.cell.open_case
    cell = replace(best.cell, open_case=replace(open_case, scenario=replace(open_case.scenario, tokens=tokens)))
    done = choice(cell, best.estimate.question.layout, tokens)
    fewer = "" if best.cell.gpus == pool.gpus else f"on {best.cell.gpus:,} of the GPUs, more are no faster; "
    return FleetTask(name, tokens, done.estimate, done.length.wall_days, f"{fewer}{source}")


def _why_not(pool: Pool, task: TrainingTask) -> str:
    open_case = case(task.shape, usual_scenario(task, pool.gpus), pool.gpu, pool.stack)
    needs = closest_fit([open_case], [pool.gpus])
    for power in range(pool.gpus.bit_length(), _MOST.bit_length()):
        if fastest(open_case, 2**power).layout is not None:
            return f"does not fit: {needs}; {2**power:,} GPUs are enough"
    return f"does not fit: {needs}; no number of GPUs is enough with this software and batch"


def _reference(pool: Pool) -> tuple[Interval, str]:
    """Return the MFU of the first reference model that fits, at a batch that is worth so many GPUs, and its name."""
    for name in _REFERENCES:
        shape = find_model(name)
        batch = max(usual_sequences(shape, USUAL_LENGTH, pool.gpus), round(pool.gpus * _TOKENS_A_GPU / USUAL_LENGTH))
        scenario = _divided(Scenario(seq_len=USUAL_LENGTH, global_batch=batch), pool.gpus)
        layout = fastest(case(shape, scenario, pool.gpu, pool.stack), pool.gpus).layout
        if layout is not None:
            return estimate(Question(shape, scenario, pool.gpu, layout, pool.stack)).mfu, name
    return Interval(nan, nan, nan), ""


def _assumptions(pool: Pool, reference: str) -> Iterator[str]:
    yield f"all {pool.gpus:,} {pool.gpu.name} work on one task at a time, each with the layout that is fastest for it"
    yield "GPUs of another type are planned apart: one run is not spread over types"
    if reference:
        yield (
            f"effective compute is what pre-training of {reference} would reach, with {_TOKENS_A_GPU:,} tokens a step "
            f"for each GPU or more"
        )
    else:
        yield f"effective compute is not known: none of {', '.join(_REFERENCES)} fits"
    yield (
        f"sequences of {USUAL_LENGTH:,} tokens, and the batch that stands with each layout: both are what a plan of "
        f"the same run supposes"
    )
    if pool.gpus & (pool.gpus - 1):
        yield f"batches are rounded so that {pool.gpus:,} GPUs divide them"
