"""Answers about serving made by hand: a load that is carried, perhaps, or not; none asked for; hostile names."""

from dataclasses import replace

import plans

from trainward.records.estimate import Interval
from trainward.records.inference import InferenceAnswer, InferenceLoad, InferenceOffer, InferencePlan
from trainward.records.layout import Stack
from trainward.records.plan import CostLine, Money

PLAN = InferencePlan(
    model=plans.LLAMA_70B, gpu=plans.H100, stack=Stack("", "fp8"),
    load=InferenceLoad(1024, 256, 128, 5000.0), gpus=16, replicas=2, tensor=8, pipeline=1, sequences=64,
    weights_gib=66.4, cache_gib=80.0, memory_gib=Interval(17.7, 18.3, 20.1), capacity_gib=79.6,
    first_token_seconds=Interval(0.068, 0.08, 0.136), token_seconds=Interval(0.0171, 0.0201, 0.0342),
    prefill_tokens_per_second=Interval(7_530.0, 12_800.0, 15_060.0),
    tokens_per_second=Interval(5_120.0, 6_370.0, 7_490.0),
    assumptions=("90 % of the memory is for weights and cache",),
)  # fmt: skip
RENT = Interval(23.8, 43.7, 80.0)
MONEY = Money(
    purchase=plans.MONEY.purchase, purchase_total=plans.MONEY.purchase_total,
    rental=(CostLine("GPU hours", RENT, "16 of H100-SXM-80GB at 1.49 to 5.00 USD, 2026-05"),), rental_total=RENT,
    energy_megawatt_hours=Interval(0.014, 0.018, 0.023), energy_usd=Interval(1.0, 1.7, 2.8), dates=plans.MONEY.dates,
)  # fmt: skip
OFFER = InferenceOffer(PLAN, True, True, plans.room(2), MONEY, Interval(0.9, 1.91, 4.2))
DOUBTFUL = replace(
    OFFER,
    plan=replace(PLAN, tokens_per_second=Interval(3_750.0, 5_370.0, 6_490.0)),
    carries=False,
    carries_perhaps=True,
)
SLOW = replace(
    OFFER, plan=replace(PLAN, tokens_per_second=Interval(750.0, 1_370.0, 1_490.0)), carries=False, carries_perhaps=False
)
FULL = replace(SLOW, plan=replace(PLAN, replicas=1, sequences=8, gpus=8))
FREE = replace(OFFER, plan=replace(PLAN, load=InferenceLoad()))

ANSWER = InferenceAnswer(
    best=OFFER,
    others=(SLOW, DOUBTFUL),
    reasons=("the cheapest by the hour stands first",),
    assumptions=("GPUs are rented all the time and always have enough to do", *PLAN.assumptions),
    dates=plans.DATES,
)
NO_PRICE = Money((), plans.NONE, (), plans.NONE, MONEY.energy_megawatt_hours, MONEY.energy_usd, ())
UNKNOWN = Interval(float("nan"), float("nan"), float("nan"))
ANSWERS = {
    "carried": ANSWER,
    "perhaps": replace(ANSWER, best=DOUBTFUL, others=()),
    "slow": replace(ANSWER, best=SLOW),
    "full": replace(ANSWER, best=FULL),
    "free": replace(ANSWER, best=FREE),
    "no-prices": replace(ANSWER, best=replace(OFFER, money=NO_PRICE, million_tokens_usd=UNKNOWN)),
    "hurtful": replace(
        ANSWER,
        best=replace(
            OFFER,
            plan=replace(
                PLAN,
                model=replace(plans.LLAMA_70B, name=plans.HOSTILE),
                gpu=replace(plans.H100, name=plans.HOSTILE, disputed=plans.HOSTILE),
            ),
        ),
        reasons=(plans.HOSTILE,),
        assumptions=(plans.HOSTILE,),
    ),
}
