"""Optimizer offload: its states lie in host memory, and the host updates them."""

from dataclasses import replace
from typing import Final

from trainward.plan.host_links import HostLink, host_link
from trainward.plan.memory import memory_use
from trainward.plan.method import Contrast, Variant, with_stack
from trainward.records.model_shape import ModelShape

NAME: Final = "optimizer offload"
_STATE_BYTES: Final = 12.0  # of a parameter: fp32 weight and two moments
_SENT_BYTES: Final = 2.0  # of a parameter each way: gradient down, weight up (arXiv 2101.06840, section 4)
_UPDATE_BYTES: Final = (
    28.0  # host memory reads and writes fp32 weight and moments, reads a half gradient, writes a half
)


def compare(now: Variant) -> Contrast | None:
    """Return the run with the optimizer in host memory, and on the GPU; nothing of its traffic is hidden."""
    question = now.question
    if not isinstance(question.model, ModelShape) or question.scenario.purpose == "lora":
        return None
    on_gpu = with_stack(now, replace(question.stack, offload=False))
    own = memory_use(on_gpu.question, question.model, now.traits).optimizer / _STATE_BYTES
    link = host_link(question.gpu)
    offloaded = with_stack(now, replace(question.stack, offload=True))
    offloaded = replace(offloaded, extra_seconds=_seconds(own, link))
    says = f"updates {own / 1e9:.3g} billion parameters in host memory over {link.says}, none of it hidden"
    return Contrast(offloaded, on_gpu, question.stack.offload, says)


def _seconds(params: float, link: HostLink) -> float:
    giga = params / 1e9
    return 2 * _SENT_BYTES * giga / link.gb_s + _UPDATE_BYTES * giga / link.memory_gb_s
