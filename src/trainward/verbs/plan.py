"""A request to a whole plan: the run, how long, the room around it, the money, what may go wrong."""

from dataclasses import replace

from trainward.errors import PlanError
from trainward.plan.advice import advice
from trainward.plan.estimate import estimate
from trainward.plan.failures import failures
from trainward.plan.money import money
from trainward.plan.parameters import total_parameters
from trainward.plan.parts import Parts
from trainward.plan.room import room
from trainward.plan.run_length import run_length
from trainward.plan.search import Limits, SearchResult, best_layout, search
from trainward.plan.spread import scaled
from trainward.records.estimate import Estimate, Question
from trainward.records.model_shape import CountedModel, Model
from trainward.records.plan import Alternative, Plan
from trainward.verbs.plan_request import Request


def plan(asked: Request) -> Plan:
    """Return the plan that answers a request.

    Raises:
        PlanError: nothing satisfies it; the message names the smallest change that works.
    """
    if asked.layout is not None:
        return _given_layout(asked)
    limits = Limits(
        max_gpus=asked.most_gpus,
        counts=(asked.count,) if asked.count else None,
        deadline_days=asked.scenario.deadline_days,
        budget_usd=asked.scenario.budget_usd,
        tokens=asked.scenario.tokens,
    )
    found = search(asked.model, asked.scenario, asked.stack, asked.gpus, asked.objective, limits)
    return _whole(asked, found.best, found)


def _given_layout(asked: Request) -> Plan:
    assert asked.layout is not None
    question = Question(asked.model, asked.scenario, asked.gpus[0], asked.layout, asked.stack)
    return _whole(asked, estimate(question), None)


def _whole(asked: Request, chosen: Estimate, found: SearchResult | None) -> Plan:
    """Return the plan around an estimate."""
    question = chosen.question
    gpu, gpus = question.gpu, question.layout.gpus
    tokens = asked.scenario.tokens
    if tokens is None:
        raise PlanError("--tokens: not told, and no length of a run without; name how many, as --tokens 300B")
    length = run_length(chosen, tokens)
    wall_hours = scaled(length.wall_days, 24)
    risks = failures(gpu, gpus, trained_parameters(asked.model), wall_hours, asked.parts)
    around = room(gpu, gpus, risks.spare_servers, asked.parts)
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
        alternatives=_alternatives(found, tokens, asked.parts) if found else _others(asked, chosen, tokens),
        reasons=found.reasons if found else (),
        assumptions=(*asked.supposed, *chosen.assumptions),
        dates=bills.dates,
        considered=found.considered if found else 1,
    )
