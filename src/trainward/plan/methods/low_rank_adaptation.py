"""LoRA: the weights stay as they are, and small matrices beside them are trained."""

from dataclasses import replace
from typing import Final

from trainward.plan.method import Contrast, Variant, contrast
from trainward.records.model_shape import ModelShape

NAME: Final = "LoRA"


def compare(now: Variant) -> Contrast | None:
    """Return the fine-tuning of low-rank matrices (arXiv 2106.09685), and of all weights; none in pre-training."""
    scenario = now.question.scenario
    if scenario.purpose not in ("fine-tuning", "lora") or not isinstance(now.question.model, ModelShape):
        return None
    used = scenario.purpose == "lora"
    other = replace(scenario, purpose="fine-tuning" if used else "lora")
    changed = replace(now, question=replace(now.question, scenario=other))
    return contrast(now, changed, used, f"trains matrices of rank {scenario.lora_rank} beside the weights")
