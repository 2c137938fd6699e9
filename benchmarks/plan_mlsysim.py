"""Asks mlsysim 0.3.0 (harvard-edge/cs249r_book, Apache-2.0) what a published run takes.

Its `DistributedModel` at its default efficiency of 0.5, with data-parallel communication overlapped as its own search
over layouts has it; GPUs and networks from its registry, a GPU it lacks as the nearest one of its with the figures of
the data sheet. What it has no word for, or another one, is put in its words:

- context parallelism: sequences of `s` over `c` ranks as `c` times as many sequences of `s / c`. It does not count the
  operations of attention, so the work stays the same;
- expert parallelism divides a replica there, while Megatron lays it over the data-parallel ranks, each with a
  micro-batch of its own: the group's micro-batches follow each other as accumulation, and the group is no larger than
  the ranks that tensor and pipeline parallelism leave;
- accumulation without a pipeline as `gradient_accumulation_steps`, with one as `microbatch_count`;
- mxfp8 as fp8, nvfp4 as int4, its only type of that width; memory as bf16, for weights and activations are kept so;
- recomputation: full or not. Without, its memory counts Megatron's selective recomputation.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

from benchmarks.plan_gpus import EIGHT_BITS, FOUR_BITS, GPUS, peak_tflops
from benchmarks.plan_rows import Answer, PublishedRun, lacking, micro_batches, replicas

NEEDED = (
    *("params_total", "params_active", "layers", "hidden", "heads"),
    *("seq_len", "global_batch", "gpus", "tensor", "pipeline"),
)
REGISTRY = {"A100-SXM-40GB": "A100_40GB", "A100-SXM-80GB": "A100", "H100-SXM-80GB": "H100"}
REGISTRY |= {"H200-SXM-141GB": "H200", "B200-SXM-180GB": "B200"}
NEAREST = {"H100-96GB-500W": "H100", "H800-SXM-80GB": "H100", "B300-SXM": "B200", "GB200": "B200", "GB300": "B200"}
# The network of its own reference clusters of these GPUs, by the first letter of the GPU's generation.
FABRICS = {"A": "InfiniBand_HDR", "H": "InfiniBand_NDR", "B": "InfiniBand_XDR", "G": "InfiniBand_XDR"}


@dataclass(frozen=True, slots=True)
class Library:
    """The parts of mlsysim that are asked."""

    top: ModuleType
    units: ModuleType
    models: ModuleType
    systems: ModuleType
    solvers: ModuleType


def answers(runs: Sequence[PublishedRun]) -> dict[str, Answer]:
    """Return what it says of each run, by id."""
    library = Library(
        top=import_module("mlsysim"),
        units=import_module("mlsysim.core.units"),
        models=import_module("mlsysim.models.types"),
        systems=import_module("mlsysim.systems.types"),
        solvers=import_module("mlsysim.engine.solvers.distributed"),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {run.id: _answer(library, run) for run in runs}


def _answer(library: Library, run: PublishedRun) -> Answer:
    reason = lacking(run, NEEDED)
    if reason:
        return Answer(None, None, reason)
    if peak_tflops(GPUS[run.gpu], run.precision) is None:
        return Answer(None, None, f"{run.gpu} has no units for {run.precision}")
    types = "fp8" if run.precision in EIGHT_BITS else "int4" if run.precision in FOUR_BITS else run.precision
    try:
        seconds = _solved(library, run, types).step_latency_total.m_as("second")
        memory = _solved(library, run, types if types == "fp16" else "bf16").node_profile.memory_footprint.m_as("GiB")
    except ValueError as refusal:
        return Answer(None, None, f"mlsysim refuses the run: {refusal}")
    return Answer(float(seconds), float(memory))


def _solved(library: Library, run: PublishedRun, types: str) -> Any:
    pipelined = (run.pipeline or 1) > 1
    expert = min(run.expert, replicas(run))
    accumulated = 1 if pipelined else micro_batches(run)
    return library.solvers.DistributedModel().solve(
        _model(library, run),
        _fleet(library, run),
        batch_size=(run.global_batch or 1) * run.context,
        precision=types,
        tp_size=run.tensor,
        pp_size=run.pipeline,
        ep_size=expert,
        v_stages=run.virtual_stages,
        microbatch_count=micro_batches(run) if pipelined else 1,
        zero_stage=run.zero,
        activation_recomputation=run.recompute == "full",
        overlap_comm=True,
        gradient_accumulation_steps=accumulated * expert,
        seq_len=(run.seq_len or 1) // run.context,
    )


def _model(library: Library, run: PublishedRun) -> object:
    count = library.units.ureg.count
    shape = {"layers": run.layers, "hidden_dim": run.hidden, "heads": run.heads, "kv_heads": run.kv_heads}
    known = {"name": run.model, "architecture": "Transformer", "parameters": (run.params_total or 0) * count, **shape}
    if run.experts is None:
        return library.models.TransformerWorkload(**known)
    return library.models.SparseTransformerWorkload(
        **known,
        active_parameters=(run.params_active or 0) * count,
        experts=run.experts.count,
        active_experts_per_token=run.experts.active,
    )


def _fleet(library: Library, run: PublishedRun) -> object:
    gpus = run.gpus or 1
    domain = GPUS[run.gpu].domain
    together = max(size for size in range(1, domain + 1) if gpus % size == 0)
    gpu = _gpu(library, run.gpu)
    server = library.systems.Node(
        name=f"{together} x {run.gpu}",
        accelerator=gpu,
        accelerators_per_node=together,
        intra_node_bw=gpu.nvlink.bandwidth_per_direction,
    )
    return library.systems.Fleet(name=run.id, node=server, count=gpus // together, fabric=_fabric(library, run))


def _fabric(library: Library, run: PublishedRun) -> object:
    fabric = getattr(library.top.Systems.Fabrics, FABRICS[run.gpu[0]])
    if run.network_gbps is None:
        return fabric
    return fabric.model_copy(update={"bandwidth": run.network_gbps * library.units.Gbps})


def _gpu(library: Library, name: str) -> Any:
    cloud = library.top.Hardware.Cloud
    if name in REGISTRY:
        return getattr(cloud, REGISTRY[name])
    near, sheet, units = getattr(cloud, NEAREST[name]), GPUS[name], library.units.ureg
    rate, gigabytes = units.TFLOPs / units.second, units.GB / units.second
    peaks = {"fp16": sheet.tflops_16, "bf16": sheet.tflops_16, "fp8": sheet.tflops_8, "int4": sheet.tflops_4}
    compute = {
        "peak_flops": sheet.tflops_16 * rate,
        "precision_flops": {kind: peak * rate for kind, peak in peaks.items() if peak is not None},
    }
    # Its registry reads a vendor's GB as GiB (its note on the H200), so a GPU beside it does as well.
    memory = {"capacity": sheet.memory_gb * units.GiB, "bandwidth": sheet.bandwidth_tb_s * 1000 * gigabytes}
    return near.model_copy(
        update={
            "name": name,
            "compute": near.compute.model_copy(update=compute),
            "memory": near.memory.model_copy(update=memory),
            "nvlink": near.nvlink.model_copy(update={"bandwidth": sheet.link_gb_s * gigabytes}),
        }
    )
