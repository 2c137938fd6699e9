"""Serving as rich renderables, for a terminal."""

from collections.abc import Mapping
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from trainward.records.inference import InferenceAnswer
from trainward.report.inference_sections import inference_sections
from trainward.report.inference_wording import NOT_FITTED, RANGES, Verdict, inference_answer, verdict, verdict_reason
from trainward.report.plan_terminal import laid_out

_STYLE: Final[Mapping[Verdict, str]] = {
    "fits": "green",
    "fits perhaps": "yellow",
    "carries the load": "green",
    "may carry the load": "yellow",
    "does not carry the load": "red",
}


def inference_terminal(answer: InferenceAnswer) -> RenderableType:
    """Return the answer in one sentence, whether the load is carried, and a small table for each part."""
    found = verdict(answer.best)
    why = Text.assemble((found.capitalize(), f"bold {_STYLE[found]}"), f": {verdict_reason(answer.best)}.")
    first = Text(inference_answer(answer), style="bold")
    head = (first, why, Text(NOT_FITTED, style="yellow"), Text(f"{RANGES}.", style="dim"))
    return laid_out(head, inference_sections(answer))
