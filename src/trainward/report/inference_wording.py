"""Phrases about serving that every form of its report shares."""

from typing import Final, Literal, TypeAlias

from trainward.records.inference import InferenceAnswer, InferenceLoad, InferenceOffer, InferencePlan
from trainward.report.plan_numbers import AMOUNT, DOLLARS, GIB, counted, given, ranged
from trainward.report.plan_wording import clean, priced

Verdict: TypeAlias = Literal[
    "fits", "fits perhaps", "carries the load", "may carry the load", "does not carry the load"
]

NOT_FITTED: Final = "Figures of inference are not fitted on published runs: measure before you commit."
RANGES: Final = "Ranges of speed and memory are chosen, those of money are the spread of published prices"


def inference_answer(answer: InferenceAnswer) -> str:
    """Return the answer in one sentence: what is served by what, how fast, for what money, and whether it carries."""
    offer = answer.best
    plan = offer.plan
    told = [f"{ranged(plan.tokens_per_second, AMOUNT)} tokens of output a second"]
    if priced(offer.money.rental, offer.money.rental_total):
        told.append(f"{ranged(offer.money.rental_total, DOLLARS)} an hour to rent")
    if priced(offer.money.rental, offer.million_tokens_usd):
        told.append(f"{ranged(offer.million_tokens_usd, DOLLARS)} a million tokens")
    return f"Serve {clean(plan.model.name)} on {hardware(plan)}: {', '.join([*told, verdict(offer)])}."


def hardware(plan: InferencePlan) -> str:
    """Return the number and name of the GPUs."""
    return f"{plan.gpus:,} {clean(plan.gpu.name)}"


def verdict(offer: InferenceOffer) -> Verdict:
    """Return whether the load is carried, or where none is asked for, whether the model fits."""
    plan = offer.plan
    if not asked_phrase(plan.load):
        return "fits" if plan.memory_gib.high <= plan.capacity_gib else "fits perhaps"
    if offer.carries:
        return "carries the load"
    return "may carry the load" if offer.carries_perhaps else "does not carry the load"


def verdict_reason(offer: InferenceOffer) -> str:
    """Return the load that is asked for against what is estimated, and what to do where it is not enough."""
    plan = offer.plan
    asked = asked_phrase(plan.load)
    if not asked:
        return f"{ranged(plan.memory_gib, GIB)} of {given(plan.capacity_gib, GIB)} on each GPU"
    held = plan.replicas * plan.sequences
    if held < (plan.load.sequences or 0):
        return f"{asked} asked for, and there is memory for {counted(held, 'sequence')}: take more GPUs"
    told = f"{asked} asked for, {ranged(plan.tokens_per_second, AMOUNT)} tokens a second estimated"
    if offer.carries:
        return told
    if offer.carries_perhaps:
        return f"{told}: measure before you commit, or take more GPUs"
    return f"{told}: take more or faster GPUs, or ask for less"


def asked_phrase(load: InferenceLoad) -> str:
    """Return the load that is asked for, empty where none is."""
    told = [f"{counted(load.sequences, 'sequence')} at a time"] if load.sequences else []
    if load.tokens_per_second:
        told.append(f"{given(load.tokens_per_second, AMOUNT)} tokens of output a second")
    return " and ".join(told)


def at_work(plan: InferencePlan) -> int:
    """Return the sequences at work in all replicas: no more than are asked for."""
    held = plan.replicas * plan.sequences
    return min(held, plan.load.sequences or held)


def work_phrase(plan: InferencePlan) -> str:
    """Return how many sequences are at work in a replica, and in all."""
    uneven = "up to " if at_work(plan) < plan.replicas * plan.sequences else ""
    return f"{uneven}{counted(plan.sequences, 'sequence')} in a replica, {at_work(plan):,} in all"


def replica_phrase(plan: InferencePlan) -> str:
    """Return how many replicas there are, and how each is spread over GPUs."""
    return f"{counted(plan.replicas, 'replica')} of {spread_phrase(plan)}"


def spread_phrase(plan: InferencePlan) -> str:
    """Return how a replica is spread over GPUs."""
    sizes = (("tensor", plan.tensor), ("pipeline", plan.pipeline))
    return " x ".join(f"{name} {size}" for name, size in sizes if size > 1) or "one GPU"
