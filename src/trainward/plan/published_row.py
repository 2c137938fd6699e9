"""A row of published runs as a question to the planner: what it says, and what had to be supposed."""

from dataclasses import dataclass, replace

from trainward.errors import PlanError
from trainward.plan.offered import offers
from trainward.plan.parts import find_gpu, other_readings
from trainward.plan.row_clauses import is_said
from trainward.plan.row_fields import Row, cell, network_gbps_of, number, stages_of, whole
from trainward.plan.row_precision import ReadPrecision, read_precision
from trainward.plan.row_recompute import read_recompute, sequence_parallel_of
from trainward.plan.row_shape import row_shape
from trainward.plan.row_sharding import read_sharding
from trainward.records.hardware import Gpu, Precision
from trainward.records.layout import Recompute
from trainward.records.model_shape import ModelShape


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a row says of a run; None stands for what it leaves open.

    `supposed` are what it leaves open, `remarks` what of it was interpreted or contradicts itself; both are sentences.
    """

    shape: ModelShape
    gpu: Gpu
    gpus: int | None
    seq_len: int | None
    global_batch: int | None
    micro_batch: int | None
    tensor: int | None
    pipeline: int | None
    data: int | None
    context: int | None
    expert: int | None
    virtual_stages: int | None
    zero: int | None
    recompute: Recompute | None
    precision: Precision
    sequence_parallel: bool
    framework: str
    tokens: float | None
    supposed: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def row_facts(row: Row) -> RowFacts:
    """Return what a row says, none of its measured columns being read.

    Raises:
        PlanError: a cell is wrong, or the model or the GPU cannot be known, or the GPU has not the precision.
    """
    gpu, of_gpu = _gpu(row)
    model = row_shape(row)
    read = read_precision(cell(row, "precision"))
    precision, of_precision = _precision(read, gpu)
    sharding, recompute = read_sharding(cell(row, "zero_or_sharding")), read_recompute(cell(row, "recompute"))
    supposed = model.supposed if read.value else (*model.supposed, f"precision {precision}")
    remarks = (*model.remarks, of_gpu, of_precision, sharding.remark, recompute.remark)
    tokens = number(row, "tokens_trained_b")
    return RowFacts(
        shape=model.shape,
        gpu=gpu,
        gpus=whole(row, "n_gpus", 10_000_000),
        seq_len=whole(row, "seq_len"),
        global_batch=whole(row, "global_batch"),
        micro_batch=whole(row, "micro_batch"),
        tensor=whole(row, "tp", 100_000),
        pipeline=whole(row, "pp", 100_000),
        data=whole(row, "dp", 10_000_000),
        context=whole(row, "cp", 100_000),
        expert=whole(row, "ep", 100_000),
        virtual_stages=stages_of(row, "vp") or _schedule_of(cell(row, "arch_notes")),
        zero=sharding.value,
        recompute=recompute.value,
        precision=precision,
        sequence_parallel=any(sequence_parallel_of(cell(row, name)) for name in ("recompute", "arch_notes")),
        framework=cell(row, "framework"),
        tokens=tokens * 1e9 if tokens else None,
        supposed=supposed,
        remarks=tuple(one for one in remarks if one),
    )


def _gpu(row: Row) -> tuple[Gpu, str]:
    """Return the GPU of a row on the network that its notes tell, and a sentence where its name means several."""
    name = cell(row, "gpu")
    if not name:
        raise PlanError("column gpu: it is empty, 1 name is needed; fill in the GPU, as H100")
    gpu = find_gpu(name)
    others = other_readings(name, gpu)
    remark = f"gpu {name[:40]!r} is taken for {gpu.name}, not {' or '.join(others)}" if others else ""
    speed = network_gbps_of(cell(row, "arch_notes"), gpu.domain)
    return (replace(gpu, network_gbps=speed) if speed else gpu), remark


def _precision(read: ReadPrecision, gpu: Gpu) -> tuple[Precision, str]:
    """Return the precision of matrix products, and a sentence where the cell had to be interpreted.

    Raises:
        PlanError: the GPU computes none in a narrow format that the cell names.
    """
    half: Precision = "bf16" if gpu.has_bf16 else "fp16"
    if read.value is None:
        return half, read.remark
    if offers(gpu, read.value):
        return read.value, read.remark
    if read.value == "bf16":
        return half, f"{gpu.name} computes no matrix products in bf16, taken for {half}"
    wider = "fp8" if read.value != "fp8" and offers(gpu, "fp8") else half
    raise PlanError(
        f"column precision: {gpu.name} computes no matrix products in {read.value}; "
        f"write {wider}, or name a GPU that has {read.value}"
    )


def _schedule_of(notes: str) -> int | None:
    """Return 1 where notes name the plain pipeline schedule, None where they name none or an interleaved one."""
    return 1 if "1f1b" in notes.lower() and not is_said(notes, r"\binterleaved") else None
