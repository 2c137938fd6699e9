"""Phrases about a plan that every form of its report shares."""

import math
from typing import Final, Literal, TypeAlias

from trainward.records.estimate import Estimate, Interval, Question
from trainward.records.layout import Layout, Purpose, Scenario, Stack
from trainward.records.model_shape import CountedModel, Experts, Model, ModelShape
from trainward.records.plan import CostLine, FleetPlan, FleetTask, Money, Plan
from trainward.report.plan_numbers import (
    AMOUNT,
    DAYS,
    DOLLARS,
    GIB,
    PETAFLOPS,
    UNKNOWN,
    counted,
    figure,
    given,
    known,
    ranged,
)

Fit: TypeAlias = Literal["fits", "fits perhaps", "does not fit"]

_ROUNDED: Final = 1e6  # parameters from which their number is rounded; chosen
_VERBS: Final[dict[Purpose, str]] = {
    "pre-training": "Train",
    "fine-tuning": "Fine-tune",
    "lora": "Fine-tune with LoRA",
    "inference": "Serve",
}


def answer(plan: Plan) -> str:
    """Return the answer in one sentence: what is run on what, how long, for what money, and whether it fits."""
    question = plan.estimate.question
    told = [ranged(plan.wall_days, DAYS)] if worked_out(plan.wall_days) else []
    told += filter(None, [_price(plan.money)])
    fit = fit_of(plan.estimate)
    what = f"{task(question)} on {hardware(question)}"
    if fit == "does not fit":
        # a time is no answer where the run cannot start
        return f"{what}: does not fit, {fit_reason(plan.estimate)}."
    return f"{what}: {', '.join([*told, fit])}."


def _price(money: Money) -> str:
    """Return what it costs to rent, or else to buy, where no item is without a price."""
    for verb, lines, total in (
        ("rent", money.rental, money.rental_total),
        ("buy", money.purchase, money.purchase_total),
    ):
        if priced(lines, total) and not unpriced(lines):
            return f"{ranged(total, DOLLARS)} to {verb}"
    return ""


def task(question: Question) -> str:
    """Return what is done with which model and how much data."""
    scenario = question.scenario
    amount = f" for {data_amount(scenario.tokens, question.model)}" if scenario.tokens else ""
    return f"{_VERBS[scenario.purpose]} {clean(question.model.name)}{amount}"


def hardware(question: Question) -> str:
    """Return the number and name of the GPUs."""
    return f"{question.layout.gpus:,} {clean(question.gpu.name)}"


def fit_of(estimate: Estimate) -> Fit:
    """Return whether the run fits, in the words that all forms use."""
    if estimate.fits:
        return "fits"
    return "fits perhaps" if estimate.fits_perhaps else "does not fit"


def fit_reason(estimate: Estimate) -> str:
    """Return the memory of the fullest GPU against what a GPU has, and what is left or missing."""
    needed, capacity = estimate.device_gib, estimate.capacity_gib
    told = f"{ranged(needed, GIB)} needed of {given(capacity, GIB)} on the fullest GPU"
    if not known(needed):
        return told
    if estimate.fits:
        return f"{told}, {given(capacity - needed.high, GIB, 3)} left at the upper end"
    if not estimate.fits_perhaps:
        excess = max(needed.middle - capacity, 0) or needed.high - capacity
        return f"{told}, {given(excess, GIB, 3)} too much"
    return f"{told}, {_doubt(needed, capacity)}: measure before you commit"


def _doubt(needed: Interval, capacity: float) -> str:
    if needed.middle > capacity:
        return f"{given(needed.middle - capacity, GIB, 3)} too much in the middle, so more likely not"
    return f"{given(needed.high - capacity, GIB, 3)} too much at the upper end"


def reach(extrapolates: tuple[str, ...]) -> str:
    """Return whether the answer stays within what was checked against published runs."""
    if not extrapolates:
        return "Within the range that was checked against published runs."
    return "Extrapolates beyond the published runs it was checked against: the ranges may be too narrow."


def goals(plan: Plan) -> str:
    """Return whether the plan keeps the deadline and the budget that were given; empty where none was, or no fit."""
    if fit_of(plan.estimate) == "does not fit":
        return ""
    scenario = plan.estimate.question.scenario
    told = []
    if scenario.deadline_days is not None and worked_out(plan.wall_days):
        kept = _kept(plan.wall_days, scenario.deadline_days)
        told.append(f"{kept} the deadline of {given(scenario.deadline_days, DAYS)}")
    if scenario.budget_usd is not None and priced(plan.money.rental, plan.money.rental_total):
        kept = _kept(plan.money.rental_total, scenario.budget_usd)
        told.append(f"{kept} the budget of {given(scenario.budget_usd, DOLLARS)}")
    sentence = ", and ".join(told)
    return f"It {sentence}." if told else ""


def _kept(found: Interval, limit: float) -> str:
    if found.high <= limit:
        return "keeps"
    return "may miss" if found.middle <= limit else "misses"


def worked_out(interval: Interval) -> bool:
    """Tell whether a figure that cannot be 0 was worked out at all."""
    return known(interval) and interval.middle > 0


def priced(lines: tuple[CostLine, ...], total: Interval) -> bool:
    """Tell whether a bill has a price for anything."""
    return bool(lines) and known(total)


def unpriced(lines: tuple[CostLine, ...]) -> tuple[str, ...]:
    """Return the items of a bill that have no price, so that its sum is without them."""
    return tuple(line.name for line in lines if not known(line.usd))


def data_amount(tokens: float, model: Model) -> str:
    """Return an amount of data in the unit of the model."""
    return f"{given(tokens, AMOUNT)} {unit_of(model)}s"


def unit_of(model: Model) -> str:
    """Return what the data of a model is counted in."""
    return model.sample if isinstance(model, CountedModel) else "token"


def model_shape(model: Model) -> str:
    """Return the size and shape of a model in a line."""
    if isinstance(model, CountedModel):
        return (
            f"{parameters(model.params)} parameters, {parameters(model.trained_params)} of them trained, "
            f"{given(model.forward_flops / 1e9, AMOUNT)} GFLOP forward a {model.sample}"
        )
    like = f"like {model.like}, " if model.like else ""
    whole = f"{parameters(model.params_total)} parameters, " if model.params_total else ""
    active = f"{parameters(model.params_active)} active, " if model.params_active else ""
    return (
        f"{like}{whole}{active}{model.layers} layers, hidden {model.hidden:,}, {model.heads} heads "
        f"({model.kv_heads} of keys and values), vocabulary {model.vocab:,}{_kinds(model)}"
    )


def parameters(count: float) -> str:
    """Return a number of parameters, below a million to the last one."""
    return f"{count:,.0f}" if count < _ROUNDED else given(count, AMOUNT)


def _kinds(model: ModelShape) -> str:
    told = _experts(model.experts) if model.experts else ""
    return told + (", latent attention" if model.latent else "")


def _experts(experts: Experts) -> str:
    return f", {experts.active} of {experts.count} experts a token"


def layout_phrase(layout: Layout) -> str:
    """Return how the run is spread over its GPUs, in a line."""
    sizes = (
        ("tensor", layout.tensor),
        ("pipeline", layout.pipeline),
        ("context", layout.context),
        ("data", layout.data),
    )
    told = [" x ".join(f"{name} {size}" for name, size in sizes if size > 1) or "one GPU"]
    if layout.expert > 1:
        told.append(f"expert {layout.expert}")
    if layout.virtual_stages > 1:
        told.append(f"{layout.virtual_stages} virtual stages")
    if layout.zero and layout.gpus > 1:
        told.append("FSDP (ZeRO-3)" if layout.zero == 3 else f"ZeRO-{layout.zero}")
    told.append(f"micro-batch {layout.micro_batch}")
    if layout.recompute != "none":
        told.append(f"{layout.recompute} recompute")
    return ", ".join(told)


def stack_phrase(stack: Stack) -> str:
    """Return the software and its options, in a line."""
    told: list[str] = [stack.precision]
    told += [stack.framework] if stack.framework else []
    told += ["fused attention"] if stack.fused_attention else ["attention that is not fused"]
    told += ["fused elementwise work"] if stack.compiled else ["elementwise work that is not fused"]
    return ", ".join([*told, "optimizer offloaded to the host"] if stack.offload else told)


def batch_phrase(scenario: Scenario, model: Model) -> str:
    """Return the data of one step."""
    if isinstance(model, CountedModel):
        return f"{counted(scenario.global_batch, model.sample)}"
    tokens = figure(float(scenario.global_batch * scenario.seq_len), AMOUNT)
    return f"{counted(scenario.global_batch, 'sequence')} of {scenario.seq_len:,} tokens: {tokens} tokens"


def steps_phrase(steps: float) -> str:
    """Return the number of optimizer steps."""
    return f"{math.ceil(steps):,}" if math.isfinite(steps) and steps > 0 else UNKNOWN


def fleet_answer(fleet: FleetPlan) -> str:
    """Return in one sentence what the servers can do."""
    told = [f"{figure(fleet.peak_pflops, PETAFLOPS)} at peak, {ranged(fleet.effective_pflops, PETAFLOPS)} effective"]
    if fleet.largest_model:
        told.append(f"largest model that fits: {clean(fleet.largest_model)}")
    if fleet.tasks:
        done = sum(can_be_done(one) for one in fleet.tasks)
        told.append(f"{done} of {counted(len(fleet.tasks), 'task')} can be done")
    return f"{fleet.gpus:,} {clean(fleet.gpu)}: {'; '.join(told)}."


def several(count: int, name: str) -> str:
    """Return a number of things that have a name of their own; one that begins with "server of" is no such name."""
    many = f"servers{name.removeprefix('server')}" if count != 1 and name.startswith("server of ") else name
    return f"{count:,} {many}"


def can_be_done(one: FleetTask) -> bool:
    """Tell whether a task surely fits the fleet."""
    return one.estimate is not None and one.estimate.fits and one.days is not None


def clean(text: str) -> str:
    """Return a text on one line, without what could steer a terminal."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
