"""Context parallelism: each sequence is spread over several GPUs."""

from dataclasses import replace
from typing import Final

from trainward.plan.method import Contrast, Variant, contrast, with_layout
from trainward.records.model_shape import ModelShape

NAME: Final = "context parallelism"
_SAYS: Final = "spreads a sequence of"
_LONG: Final = 4096  # tokens of a sequence that a rank keeps at least; chosen


def compare(now: Variant) -> Contrast | None:
    """Return the run with sequences spread over GPUs (arXiv 2310.01889), and with more replicas in their place."""
    question = now.question
    layout = question.layout
    if not isinstance(question.model, ModelShape):
        return None
    if layout.context > 1:
        plain = with_layout(now, replace(layout, context=1, data=layout.data * layout.context))
        return contrast(now, plain, True, f"{_SAYS} {question.scenario.seq_len:,} tokens over {layout.context} GPUs")
    if layout.data % 2 or question.scenario.seq_len < 2 * _LONG:
        return None
    spread = with_layout(now, replace(layout, context=2, data=layout.data // 2))
    return contrast(now, spread, False, f"{_SAYS} {question.scenario.seq_len:,} tokens over 2 GPUs")
