"""What it costs to serve, and which way is the cheapest."""

from collections.abc import Iterable
from math import inf, isnan

from trainward.plan.money import exactly, money, product
from trainward.plan.parts import Parts
from trainward.plan.room import room
from trainward.plan.spread import inverse, scaled
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
    return InferenceOffer(
        plan=plan,
        carries=_carries(plan, plan.tokens_per_second.low),
        carries_perhaps=_carries(plan, plan.tokens_per_second.high),
        room=around,
        money=bills,
        million_tokens_usd=product(bills.rental_total, inverse(millions_an_hour, 1.0)),
    )


def _carries(plan: InferencePlan, tokens_per_second: float) -> bool:
    held = plan.replicas * plan.sequences >= (plan.load.sequences or 0)
    return held and tokens_per_second >= (plan.load.tokens_per_second or 0.0)


def cheapest_first(offers: Iterable[InferenceOffer], by_token: bool) -> tuple[InferenceOffer, ...]:
    """Return offers by the price of a million tokens of output, or of an hour.

    Those without a price come later, and last those that do not carry the load.
    """
    return tuple(sorted(offers, key=lambda one: (not one.carries_perhaps, _price(one, by_token))))


def _price(offer: InferenceOffer, by_token: bool) -> float:
    usd = (offer.million_tokens_usd if by_token else offer.money.rental_total).middle
    return inf if isnan(usd) else usd
