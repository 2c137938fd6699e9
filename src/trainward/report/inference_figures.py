"""The figures of serving that matter most, each with its range, as cards and in short reports."""

from collections.abc import Iterator

from trainward.records.inference import InferenceAnswer
from trainward.report.inference_wording import at_work, replica_phrase
from trainward.report.plan_figures import KeyFigure, key_figure, power_figure, purchase_figures
from trainward.report.plan_numbers import AMOUNT, DOLLARS, GIB, STEP, counted, given
from trainward.report.plan_wording import priced


def inference_figures(answer: InferenceAnswer) -> tuple[KeyFigure, ...]:
    """Return speed, money, memory and power, as far as they are known."""
    return tuple(_figures(answer))


def _figures(answer: InferenceAnswer) -> Iterator[KeyFigure]:
    offer, plan, load = answer.best, answer.best.plan, answer.best.plan.load
    working = counted(at_work(plan), "sequence")
    yield key_figure("tokens of output a second", plan.tokens_per_second, AMOUNT, f"of {working} at a time")
    yield key_figure("time between tokens", plan.token_seconds, STEP, "of one sequence, while others begin")
    prompt = f"a prompt of {load.prompt_tokens:,} tokens that waits for no other"
    yield key_figure("time to the first token", plan.first_token_seconds, STEP, prompt)
    if priced(offer.money.rental, offer.money.rental_total):
        yield key_figure("to rent for an hour", offer.money.rental_total, DOLLARS, replica_phrase(plan))
    if priced(offer.money.rental, offer.million_tokens_usd):
        yield key_figure("a million tokens of output", offer.million_tokens_usd, DOLLARS, "rented and never idle")
    yield key_figure("memory of a GPU", plan.memory_gib, GIB, f"a GPU has {given(plan.capacity_gib, GIB)}")
    yield power_figure(offer.room)
    yield from purchase_figures(offer.money, offer.room)
