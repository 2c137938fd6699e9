"""What it costs to serve, and which way is the cheapest."""

from collections.abc import Iterable
from math import inf, isnan

from trainward.plan.money import exactly, money, product
from trainward.plan.parts import Parts
from trainward.plan.room import room
from trainward.plan.spread import inverse, scaled
from trainward.records.estimate import Interval
from trainward.records.inference import InferenceOffer, InferencePlan


def inference_offer(plan: InferencePlan, parts: Parts | None = None) -> InferenceOffer:
    """Return a way to serve with its room, the rental of an hour, and that of a million tokens of output.

    Args:
        plan: its GPUs are rented all the time, whether they are asked or not.
        parts: where prices are looked up; the catalogue where it is None.

    Raises:
        PlanError: the GPU's server is unknown.
    """
    around = room(plan.gpu, plan.gpus, parts=parts)
    bills = money(around, plan.gpu, exactly(plan.gpus), exactly(1.0), parts)
    millions_an_hour = scaled(plan.tokens_per_second, 3600 / 1e6)
    return InferenceOffer(plan, around, bills, product(bills.rental_total, inverse(millions_an_hour, 1.0)))


def cheapest_first(offers: Iterable[InferenceOffer], by_token: bool) -> tuple[InferenceOffer, ...]:
    """Return offers by the price of a million tokens of output, or of an hour; those without a price come last."""
    return tuple(sorted(offers, key=lambda one: _rank(one.million_tokens_usd if by_token else one.money.rental_total)))


def _rank(usd: Interval) -> float:
    return inf if isnan(usd.middle) else usd.middle
