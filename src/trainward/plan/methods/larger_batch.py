"""Larger global batch: more work between two updates."""

from dataclasses import replace
from typing import Final

from trainward.plan.method import Contrast, Variant, contrast

NAME: Final = "larger global batch"


def compare(now: Variant) -> Contrast | None:
    """Return the run with twice the sequences a step, and as it is; what that does to the loss is not estimated."""
    scenario = now.question.scenario
    twice = replace(scenario, global_batch=scenario.global_batch * 2)
    changed = replace(now, question=replace(now.question, scenario=twice))
    return contrast(
        now, changed, False, "trains twice the sequences in a step; its effect on the loss is not estimated"
    )
