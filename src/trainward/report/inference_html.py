"""Serving as one HTML page that needs nothing else."""

from collections.abc import Mapping
from typing import Final

from trainward.records.inference import InferenceAnswer
from trainward.report.inference_figures import inference_figures
from trainward.report.inference_sections import inference_sections, memory_parts
from trainward.report.inference_wording import NOT_FITTED, RANGES, Verdict, inference_answer, verdict, verdict_reason
from trainward.report.plan_charts import memory_stack, part_colours
from trainward.report.plan_html import Page, bill_charts, blocks_of, rendered
from trainward.report.plan_wording import clean

_LOOKS: Final[Mapping[Verdict, str]] = {
    "fits": "healthy",
    "fits perhaps": "undecided",
    "carries the load": "healthy",
    "may carry the load": "undecided",
    "does not carry the load": "diagnosed",
}


def inference_html(answer: InferenceAnswer) -> str:
    """Return serving as the text of an HTML page that works offline."""
    offer = answer.best
    found = verdict(offer)
    parts = memory_parts(offer.plan)
    charts = {
        "memory": memory_stack(parts, offer.plan.memory_gib, offer.plan.capacity_gib, "range"),
        **bill_charts(offer.money),
    }
    colours = part_colours([name for name, _, _ in parts])
    return rendered(
        Page(
            title=clean(offer.plan.model.name),
            word=found,
            look=_LOOKS[found],
            icon=f"icon-{_LOOKS[found]}",
            reasons=(inference_answer(answer), f"{verdict_reason(offer)}."),
            reach=NOT_FITTED,
            extrapolates=(),
            beyond=True,
            figures=inference_figures(answer),
            blocks=blocks_of(inference_sections(answer), charts, offer.room, colours),
            ranges=f"{RANGES}; a bar begins at nought.",
        )
    )
