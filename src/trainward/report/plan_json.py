"""A plan as JSON, schemas `trainward.plan/1` and `trainward.fleet/1`: each figure with its low, middle and high end."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from trainward.records.estimate import Estimate, Interval, Question
from trainward.records.model_shape import ModelShape
from trainward.records.plan import (
    Advice,
    Alternative,
    CostLine,
    Fabric,
    Failures,
    FleetPlan,
    FleetTask,
    Money,
    Plan,
    Room,
)
from trainward.report.fleet_sections import fleet_extrapolates
from trainward.report.json_report import Json, strict_json
from trainward.report.plan_numbers import known
from trainward.report.plan_wording import answer, fit_of, fleet_answer, layout_phrase, priced

SCHEMA: Final = "trainward.plan/1"
FLEET_SCHEMA: Final = "trainward.fleet/1"


def plan_json(plan: Plan) -> str:
    """Return the plan as JSON text with a newline at its end."""
    return strict_json(
        {
            "schema": SCHEMA,
            "answer": answer(plan),
            "verdict": fit_of(plan.estimate),
            "extrapolates": list(plan.estimate.extrapolates),
            "steps": float(plan.steps),
            "wall_days": json_figure(plan.wall_days),
            "gpu_hours": json_figure(plan.gpu_hours),
            "estimate": _estimate(plan.estimate),
            "room": json_room(plan.room),
            "money": json_money(plan.money),
            "failures": _failures(plan.failures),
            "advice": [_advice(one) for one in plan.advice],
            "alternatives": [_alternative(one) for one in plan.alternatives],
            "considered": plan.considered,
            "reasons": list(plan.reasons),
            "assumptions": list(plan.assumptions),
            "dates": list(plan.dates),
        }
    )


def fleet_json(fleet: FleetPlan) -> str:
    """Return what given servers can do as JSON text with a newline at its end."""
    return strict_json(
        {
            "schema": FLEET_SCHEMA,
            "answer": fleet_answer(fleet),
            "extrapolates": list(fleet_extrapolates(fleet)),
            "gpu": fleet.gpu,
            "gpus": fleet.gpus,
            "peak_pflops": float(fleet.peak_pflops),
            "effective_pflops": json_figure(fleet.effective_pflops),
            "largest_model": fleet.largest_model,
            "tasks": [_task(one) for one in fleet.tasks],
            "room": json_room(fleet.room),
            "money": json_money(fleet.money),
            "assumptions": list(fleet.assumptions),
            "dates": list(fleet.dates),
        }
    )


def json_figure(interval: Interval) -> Json:
    """Return a figure with its range, null where it is not known."""
    if not known(interval):
        return None
    return {"low": float(interval.low), "middle": float(interval.middle), "high": float(interval.high)}


def _estimate(estimate: Estimate) -> dict[str, Json]:
    return {
        "question": _question(estimate.question),
        "fit": fit_of(estimate),
        "capacity_gib": float(estimate.capacity_gib),
        "device_gib": json_figure(estimate.device_gib),
        "allocated_gib": json_figure(estimate.allocated_gib),
        "memory_parts": [
            {"name": part.name, "gib": float(part.gib), "says": part.says} for part in estimate.memory_parts
        ],
        "step_seconds": json_figure(estimate.step_seconds),
        "step_parts": [
            {"name": part.name, "seconds": float(part.seconds), "says": part.says} for part in estimate.step_parts
        ],
        "tokens_per_second_per_gpu": json_figure(estimate.tokens_per_second_per_gpu),
        "mfu": json_figure(estimate.mfu),
        "hfu": json_figure(estimate.hfu),
        "assumptions": list(estimate.assumptions),
        "extrapolates": list(estimate.extrapolates),
    }


def _question(question: Question) -> dict[str, Json]:
    kind = "transformer" if isinstance(question.model, ModelShape) else "counted"
    return {
        "model": {"kind": kind, **asdict(question.model)},
        "scenario": asdict(question.scenario),
        "gpu": asdict(question.gpu),
        "layout": {**asdict(question.layout), "in_words": layout_phrase(question.layout)},
        "stack": asdict(question.stack),
    }


def json_room(room: Room) -> dict[str, Json]:
    """Return the room; figures in kilowatts."""
    return {
        "server": asdict(room.server),
        "servers": room.servers,
        "spare_servers": room.spare_servers,
        "racks": room.racks,
        "servers_per_rack": room.servers_per_rack,
        "kilowatts_per_rack": float(room.kilowatts_per_rack),
        "it_kilowatts": float(room.it_kilowatts),
        "site_kilowatts": json_figure(room.site_kilowatts),
        "pue": json_figure(room.pue),
        "cooling": room.cooling,
        "fabric": _fabric(room.fabric),
    }


def _fabric(fabric: Fabric) -> dict[str, Json]:
    return {
        "switch": asdict(fabric.switch),
        "rails": fabric.rails,
        "tiers": [asdict(tier) for tier in fabric.tiers],
        "transceivers": fabric.transceivers,
        "rule": fabric.rule,
    }


def json_money(money: Money) -> dict[str, Json]:
    """Return the bills; a sum without any price is null."""
    return {
        "purchase": _bill(money.purchase),
        "purchase_usd": json_figure(money.purchase_total) if priced(money.purchase, money.purchase_total) else None,
        "rental": _bill(money.rental),
        "rental_usd": json_figure(money.rental_total) if priced(money.rental, money.rental_total) else None,
        "energy_megawatt_hours": json_figure(money.energy_megawatt_hours),
        "energy_usd": json_figure(money.energy_usd),
        "dates": list(money.dates),
    }


def _bill(lines: Sequence[CostLine]) -> list[Json]:
    return [{"name": line.name, "usd": json_figure(line.usd), "says": line.says} for line in lines]


def _failures(failures: Failures) -> dict[str, Json]:
    return {
        "hours_between": json_figure(failures.hours_between),
        "interruptions": json_figure(failures.interruptions),
        "checkpoint_minutes": float(failures.checkpoint_minutes),
        "save_seconds": float(failures.save_seconds),
        "restart_minutes": float(failures.restart_minutes),
        "goodput": json_figure(failures.goodput),
        "spare_servers": failures.spare_servers,
        "says": list(failures.says),
    }


def _advice(advice: Advice) -> dict[str, Json]:
    return {
        "name": advice.name,
        "used": advice.used,
        "speedup": float(advice.speedup),
        "memory_gib": float(advice.memory_gib),
        "says": advice.says,
    }


def _alternative(one: Alternative) -> dict[str, Json]:
    return {
        "estimate": _estimate(one.estimate),
        "wall_days": json_figure(one.wall_days),
        "rental_usd": json_figure(one.rental_usd),
        "says": one.says,
    }


def _task(one: FleetTask) -> dict[str, Json]:
    return {
        "name": one.name,
        "tokens": float(one.tokens),
        "days": None if one.days is None else json_figure(one.days),
        "estimate": None if one.estimate is None else _estimate(one.estimate),
        "says": one.says,
    }
