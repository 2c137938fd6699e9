"""Serving as Markdown, to paste into an issue or a proposal."""

from collections.abc import Iterator

from trainward.records.inference import InferenceAnswer
from trainward.report.inference_figures import inference_figures
from trainward.report.inference_sections import layout_section, memory_section, others_section
from trainward.report.inference_wording import NOT_FITTED, RANGES, inference_answer, verdict, verdict_reason
from trainward.report.plan_markdown import bullets, escaped, figure_table, section_table
from trainward.report.plan_sections import data_dates


def inference_markdown(answer: InferenceAnswer) -> str:
    """Return serving as Markdown text with a newline at its end: the answer, key figures, parts and assumptions."""
    return "\n".join(_lines(answer)) + "\n"


def _lines(answer: InferenceAnswer) -> Iterator[str]:
    offer = answer.best
    layout = layout_section(answer)
    yield from (f"# {escaped(inference_answer(answer))}", "")
    yield from (f"**{verdict(offer).capitalize()}**: {escaped(verdict_reason(offer))}.", "")
    yield from (f"**{NOT_FITTED}** {RANGES}.", "")
    yield from figure_table(inference_figures(answer), "range")
    yield ""
    yield from (f"- {row[0]}: {escaped(row[1])}" for row in layout.rows)
    yield from section_table(memory_section(offer.plan))
    yield from section_table(others_section(answer.others))
    yield from bullets("Reasons", layout.notes)
    yield from bullets("Assumptions", answer.assumptions)
    yield from bullets("Dates of the data", data_dates(answer.dates, offer.money))
