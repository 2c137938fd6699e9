"""Which accelerators are looked at where none is named, and which number formats an accelerator has."""

from collections.abc import Sequence
from typing import Final

from trainward.plan.parts import Parts, catalogue, server_for
from trainward.records.hardware import Gpu, Precision

_NVIDIA: Final = ("ampere", "hopper", "blackwell")
_MICROSCALING: Final = ("blackwell", "cdna4")  # generations whose 8-bit numbers share a scale in blocks of 32
_FOUR_BITS: Final = ("blackwell",)


def default_gpus(named: Sequence[Gpu] = (), parts: Parts | None = None) -> tuple[Gpu, ...]:
    """Return the GPUs to choose among: NVIDIA's of servers, A100 and later, with a price; and those that are named.

    A price is one to buy the GPU or its server, or one of a cloud's hour. Parts whose figures are disputed or known at
    second hand only, such as export variants, are left out unless they are named.
    """
    found = catalogue() if parts is None else parts
    usual = [
        one
        for one in found.gpus
        if one.generation in _NVIDIA and one.server and _is_trusted(one) and _is_priced(one, found)
    ]
    return tuple({one.name: one for one in (*named, *usual)}.values())


def offers(gpu: Gpu, precision: Precision) -> bool:
    """Tell whether an accelerator computes matrix products in a number format."""
    if precision == "fp8":
        return gpu.fp8_tflops is not None
    if precision == "mxfp8":
        return gpu.fp8_tflops is not None and gpu.generation in _MICROSCALING
    if precision == "nvfp4":
        return gpu.fp4_tflops is not None and gpu.generation in _FOUR_BITS
    return precision != "bf16" or gpu.has_bf16


def why_left_out(gpu: Gpu, precision: Precision, money_counts: bool) -> str:
    """Return why a GPU cannot be compared with others: a number format, or a price where it counts; else nothing."""
    if not offers(gpu, precision):
        return f"no matrix products in {precision}"
    if money_counts and gpu.cloud_hour is None:
        return "no cloud price is known; give one in a table of your own prices"
    return ""


def left_out_sentences(gpus: Sequence[Gpu], precision: Precision, money_counts: bool) -> tuple[str, ...]:
    """Return for each reason which GPUs it leaves out."""
    names: dict[str, list[str]] = {}
    for gpu in gpus:
        why = why_left_out(gpu, precision, money_counts)
        if why:
            names.setdefault(why, []).append(gpu.name)
    return tuple(f"{', '.join(alike)} left out: {why}" for why, alike in names.items())


def _is_trusted(gpu: Gpu) -> bool:
    return not gpu.disputed and not gpu.source.startswith("secondary")


def _is_priced(gpu: Gpu, parts: Parts) -> bool:
    return any(price is not None for price in (gpu.purchase, gpu.cloud_hour, server_for(gpu, parts.servers).purchase))
