"""Serving as plain lines, wherever there is no terminal."""

from collections.abc import Iterator

from trainward.records.inference import InferenceAnswer
from trainward.report.inference_sections import inference_sections
from trainward.report.inference_wording import NOT_FITTED, RANGES, inference_answer, verdict, verdict_reason
from trainward.report.plan_plain import section_lines


def inference_plain(answer: InferenceAnswer) -> Iterator[str]:
    """Yield the answer in one sentence, whether the load is carried, what the ranges are, and every part."""
    yield inference_answer(answer)
    yield f"{verdict(answer.best)}: {verdict_reason(answer.best)}"
    yield NOT_FITTED
    yield f"{RANGES}."
    yield from section_lines(inference_sections(answer))
