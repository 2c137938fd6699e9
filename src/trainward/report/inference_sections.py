"""Serving as the parts of its report, in the order in which they are read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from trainward.records.inference import InferenceAnswer, InferenceOffer, InferencePlan
from trainward.report.inference_wording import (
    Verdict,
    asked_phrase,
    hardware,
    replica_phrase,
    spread_phrase,
    verdict,
    work_phrase,
)
from trainward.report.plan_numbers import (
    AMOUNT,
    DOLLARS,
    GIB,
    SHARE,
    STEP,
    counted,
    figure,
    given,
    part_of,
    ranged,
    spread,
)
from trainward.report.plan_section import SAYS, Row, Section, facts, sentences, table
from trainward.report.plan_sections import data_dates, energy_rows, money_sections, room_section
from trainward.report.plan_wording import model_shape, priced

_SHORT: Final[Mapping[Verdict, str]] = {
    "carries the load": "carried",
    "may carry the load": "perhaps",
    "does not carry the load": "not carried",
}


def inference_sections(answer: InferenceAnswer) -> tuple[Section, ...]:
    """Return all parts of the report that have something to say."""
    return tuple(one for one in _all_sections(answer) if one.rows or one.notes)


def _all_sections(answer: InferenceAnswer) -> Iterator[Section]:
    offer = answer.best
    yield layout_section(answer)
    yield speed_section(offer)
    yield memory_section(offer.plan)
    purchase, rental = money_sections(offer.money)
    yield replace(rental, title="To rent for an hour")
    yield purchase
    yield room_section(offer.room)
    yield others_section(answer.others)
    yield sentences("assumptions", "Assumptions", answer.assumptions)
    yield sentences("dates", "Dates of the data", data_dates(answer.dates, offer.money))


def layout_section(answer: InferenceAnswer) -> Section:
    """Return what serves whom, and why."""
    plan = answer.best.plan
    load = plan.load
    rows = [
        ("model", f"{plan.model.name}: {model_shape(plan.model)}"),
        ("GPUs", f"{hardware(plan)}: {replica_phrase(plan)}"),
        ("disputed figures", plan.gpu.disputed),
        ("precision", f"{plan.stack.precision}, keys and values in {load.kv_bytes:g} bytes"),
        ("a sequence", f"{load.prompt_tokens:,} tokens of prompt, {load.output_tokens:,} of output"),
        ("asked for", asked_phrase(load)),
        ("at work", work_phrase(plan)),
    ]
    return facts("layout", "Layout", rows, answer.reasons)


def speed_section(offer: InferenceOffer) -> Section:
    """Return how fast the model is served, and what that costs."""
    plan, money = offer.plan, offer.money
    rented, million = money.rental_total, offer.million_tokens_usd
    rows = [
        ("output", f"{ranged(plan.tokens_per_second, AMOUNT)} tokens a second of all replicas"),
        ("between tokens", f"{ranged(plan.token_seconds, STEP)} of one sequence while others begin"),
        ("first token", f"{ranged(plan.first_token_seconds, STEP)} of a sequence that waits for no other"),
        ("prompts", f"{ranged(plan.prefill_tokens_per_second, AMOUNT)} tokens a second of one replica"),
        ("to rent for an hour", ranged(rented, DOLLARS) if priced(money.rental, rented) else ""),
        (
            "a million tokens",
            f"{ranged(million, DOLLARS)} of output at this rental" if priced(money.rental, million) else "",
        ),
        *energy_rows(money, "energy of an hour"),
    ]
    return facts("speed", "Speed and cost", rows)


def memory_parts(plan: InferencePlan) -> list[tuple[str, float, str]]:
    """Return name, GiB and account of what fills a GPU."""
    weights = plan.weights_gib / (plan.tensor * plan.pipeline)
    cache = plan.memory_gib.middle - weights
    return [
        ("weights", weights, f"{given(plan.weights_gib, GIB)} of a replica in {plan.stack.precision}"),
        ("keys and values", cache, f"the cache of {counted(plan.sequences, 'whole sequence')} in a replica"),
    ]


def memory_section(plan: InferencePlan) -> Section:
    """Return what fills a GPU, against what it has."""
    capacity = plan.capacity_gib
    rows = [(name, part_of(gib, capacity, GIB), _share(gib, capacity), says) for name, gib, says in memory_parts(plan)]
    middle = plan.memory_gib.middle
    total = (f"all, of {given(capacity, GIB)}", figure(middle, GIB), _share(middle, capacity), _spread(plan))
    return table("memory", "Memory of a GPU", ("part", "size", "of a GPU", SAYS), [*rows, total], total=True)


def _spread(plan: InferencePlan) -> str:
    return f"range: {spread(plan.memory_gib, GIB)}; the rest is for work"


def _share(part: float, whole: float) -> str:
    return part_of(part / whole, 0.1, SHARE)


def others_section(others: Sequence[InferenceOffer]) -> Section:
    """Return other GPUs that can serve the model, each in a row."""
    head = ("on", "tokens a second", "a token", "to rent an hour", "a million tokens", "load", "replicas")
    return table("alternatives", "Other GPUs", head, map(_other, others))


def _other(offer: InferenceOffer) -> Row:
    plan = offer.plan
    rent, million = offer.money.rental_total, offer.million_tokens_usd
    return (
        hardware(plan),
        ranged(plan.tokens_per_second, AMOUNT),
        ranged(plan.token_seconds, STEP),
        ranged(rent, DOLLARS) if priced(offer.money.rental, rent) else "no price",
        ranged(million, DOLLARS) if priced(offer.money.rental, million) else "no price",
        _SHORT.get(verdict(offer), verdict(offer)),
        f"{plan.replicas:,} of {spread_phrase(plan)}",
    )
