"""What a generation of training software does, as far as its speed and memory depend on it."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from trainward.records.hardware import Gpu
from trainward.records.layout import Stack

_UNKNOWN_OLD: Final = "unknown-before-2023"
_UNKNOWN_NEW: Final = "unknown-from-2023"
_NEW_YEAR: Final = 2022  # year of the accelerator from which unnamed software is taken for modern


@dataclass(frozen=True, slots=True)
class Traits:
    """A generation of a framework: what of its work is fused and overlapped, and the memory that it adds.

    `vendor_attention` says that attention runs in kernels made for Hopper and later; `graph_host` that the host keeps
    up with the kernels (graphs, few large kernels); `overlap_expert` when the exchange among experts runs beside the
    work of another micro-batch (DualPipe; arXiv 2412.19437, section 3.2.1): "interleaved" for pipelines with virtual
    stages; `free_recompute` that recipes which do not tell their recomputation repeat so little that it costs nothing;
    `op_recompute` that selective recomputation repeats part of the matrix products. `grad_bytes` is the width of a
    gradient on the wire, `main_grad_bytes` of the one that is kept, `logit_bytes` of a logit with all that the loss
    keeps of it; `context_gib` lies outside PyTorch's allocator; `slack` is what the allocator reserves above what is
    allocated, as a share. `older_only` traits are meant on accelerators older than Hopper only.
    """

    name: str
    matches: tuple[str, ...]
    fused_attention: bool
    vendor_attention: bool
    fused_elementwise: bool
    graph_host: bool
    overlap_grad: bool
    overlap_tensor: bool
    free_recompute: bool
    op_recompute: bool
    grad_bytes: float
    main_grad_bytes: float
    logit_bytes: float
    context_gib: float
    slack: float
    says: str
    older_only: bool = False
    overlap_expert: Literal["never", "interleaved", "always"] = "never"


def traits_of(stack: Stack, gpu: Gpu) -> Traits:
    """Return the traits of the stack's framework; unnamed software is judged by the year of the accelerator."""
    written = stack.framework.lower()
    new = gpu.year >= _NEW_YEAR
    meant = [one for one in all_traits() if not (one.older_only and new)]
    best = max(meant, key=lambda one: _matched(one, written))
    if _matched(best, written):
        return best
    return next(one for one in meant if one.name == (_UNKNOWN_NEW if new else _UNKNOWN_OLD))


def _matched(traits: Traits, written: str) -> int:
    """Return the length of the longest part of the name that these traits know, 0 where they know none."""
    matches = (re.search(pattern, written) for pattern in traits.matches)
    return max((one.end() - one.start() for one in matches if one), default=0)


@cache
def all_traits() -> tuple[Traits, ...]:
    """Return the traits of every known generation, by name."""
    folder = files("trainward.plan").joinpath("frameworks")
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return tuple(_parse(one.name.removesuffix(".toml"), one.read_text(encoding="utf-8")) for one in found)


def _parse(name: str, text: str) -> Traits:
    table = tomllib.loads(text)
    table.pop("source", None)
    return Traits(name=name, matches=tuple(table.pop("matches")), **table)
