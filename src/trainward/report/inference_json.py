"""Serving as JSON, schema `trainward.inference/1`: each figure with its low, middle and high end."""

from dataclasses import asdict
from typing import Final

from trainward.records.inference import InferenceAnswer, InferenceOffer
from trainward.report.inference_wording import inference_answer, verdict
from trainward.report.json_report import Json, strict_json
from trainward.report.plan_json import json_figure, json_money, json_room

SCHEMA: Final = "trainward.inference/1"


def inference_json(answer: InferenceAnswer) -> str:
    """Return serving as JSON text with a newline at its end."""
    plan = answer.best.plan
    return strict_json(
        {
            "schema": SCHEMA,
            "answer": inference_answer(answer),
            "verdict": verdict(answer.best),
            "fitted_on_published_runs": False,
            "model": asdict(plan.model),
            "stack": asdict(plan.stack),
            "load": asdict(plan.load),
            "best": _offer(answer.best),
            "others": [_offer(one) for one in answer.others],
            "reasons": list(answer.reasons),
            "assumptions": list(answer.assumptions),
            "dates": list(answer.dates),
        }
    )


def _offer(offer: InferenceOffer) -> dict[str, Json]:
    plan = offer.plan
    return {
        "verdict": verdict(offer),
        "gpu": asdict(plan.gpu),
        "gpus": plan.gpus,
        "replicas": plan.replicas,
        "tensor": plan.tensor,
        "pipeline": plan.pipeline,
        "sequences": plan.sequences,
        "weights_gib": float(plan.weights_gib),
        "cache_gib": float(plan.cache_gib),
        "memory_gib": json_figure(plan.memory_gib),
        "capacity_gib": float(plan.capacity_gib),
        "first_token_seconds": json_figure(plan.first_token_seconds),
        "token_seconds": json_figure(plan.token_seconds),
        "prefill_tokens_per_second": json_figure(plan.prefill_tokens_per_second),
        "tokens_per_second": json_figure(plan.tokens_per_second),
        "million_tokens_usd": json_figure(offer.million_tokens_usd),
        "room": json_room(offer.room),
        "hour": json_money(offer.money),
        "assumptions": list(plan.assumptions),
    }
