"""A request to a whole plan: the run, how long, the room around it, the money, what may go wrong."""

from trainward.errors import PlanError
from trainward.plan.advice import advice
from trainward.plan.estimate import estimate
from trainward.plan.failures import failures, own_rates, saved_parameters
from trainward.plan.money import money
from trainward.plan.offered import default_gpus
from trainward.plan.parts import assumed_power
from trainward.plan.room import room
from trainward.plan.run_length import RunLength, run_length
from trainward.plan.search import Limits, SearchResult, search
from trainward.plan.spread import scaled
from trainward.records.estimate import Estimate, Question
from trainward.records.plan import Plan
from trainward.verbs.plan_request import Request
from trainward.verbs.plan_software import unknown_software


def plan(asked: Request) -> Plan:
    """Return the plan that answers a request: of the layout it names, or of the best that is found.

    Raises:
        PlanError: nothing satisfies it; the message names the smallest change that works.
    """
    if asked.layout is not None:
        question = Question(asked.model, asked.scenario, asked.gpus[0], asked.layout, asked.stack)
        return _around(asked, estimate(question), None)
    limits = Limits(
        max_gpus=asked.most_gpus,
        counts=(asked.count,) if asked.count else None,
        deadline_days=asked.scenario.deadline_days,
        budget_usd=asked.scenario.budget_usd,
        tokens=asked.scenario.tokens,
        rates=own_rates(asked.parts),
    )
    gpus = asked.gpus or default_gpus(parts=asked.parts)
    found = search(asked.model, asked.scenario, asked.stack, gpus, asked.objective, limits)
    return _around(asked, found.best, found)


def _around(asked: Request, chosen: Estimate, found: SearchResult | None) -> Plan:
    """Return the plan around an estimate."""
    tokens = asked.scenario.tokens
    if tokens is None:
        raise PlanError("--tokens: 0 are told, and a run has no length without; name how many, as --tokens 300B")
    gpu, gpus = chosen.question.gpu, chosen.question.layout.gpus
    length = run_length(chosen, tokens, own_rates(asked.parts))
    wall_hours = scaled(length.wall_days, 24)
    risks = failures(gpu, gpus, saved_parameters(asked.model, asked.scenario), wall_hours, asked.parts)
    around = room(gpu, gpus, risks.spare_servers, asked.parts)
    supposed = (*asked.supposed, *unknown_software(chosen.question.stack, gpu))
    bills = money(around, gpu, length.gpu_hours, wall_hours, asked.parts)
    return Plan(
        estimate=chosen,
        steps=length.steps,
        wall_days=length.wall_days,
        gpu_hours=length.gpu_hours,
        money=bills,
        room=around,
        failures=risks,
        advice=advice(chosen),
        alternatives=found.alternatives if found else (),
        reasons=(*found.reasons, *found.excluded) if found else (),
        assumptions=(*supposed, _billing(chosen, length), *chosen.assumptions, *assumed_power(gpu)),
        dates=bills.dates,
        considered=found.considered if found else 1,
    )


def _billing(chosen: Estimate, length: RunLength) -> str:
    """Return how the hours of the run compare with those of its steps."""
    in_steps = length.steps * chosen.step_seconds.middle / 3600 * chosen.question.layout.gpus
    times = f"days and GPU hours are {length.gpu_hours.middle / in_steps:.3g} times those of the steps alone"
    usual = run_length(chosen, chosen.question.scenario.tokens or 0.0)
    if length.gpu_hours.middle > usual.gpu_hours.middle:
        return f"{times}: by your own failure rates, which cost more than the usual failures of published runs"
    return f"{times}, as published runs were billed: restarts, evaluation, slow servers, saving"
