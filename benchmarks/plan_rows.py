"""Published training runs as records, and what an estimate of them looks like. Needs nothing but Python."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from benchmarks.plan_gpus import GPUS

ROWS = Path(__file__).parent / "data" / "published_runs.csv"
GPUS_A_SERVER = 8
# Width of one routed expert: `moe_intermediate_size` (GPT-OSS: `intermediate_size`) in the config.json of each model.
EXPERT_WIDTHS = {"deepseekv3": 2048, "qwen330b": 768, "qwen3235b": 1536, "gptoss120b": 2880, "kimik2": 2048}
EXPERTS = re.compile(r"moe (\d+) experts top(\d+)")
SERVER_NETWORK = re.compile(r"(\d+) Gb/s per node")
# How a run shards its optimizer where its row says nothing; chosen: Megatron's usual, and of no weight for the time.
UNKNOWN_ZERO = 1

Recompute: TypeAlias = Literal["none", "selective", "full"]


@dataclass(frozen=True, slots=True)
class RoutedExperts:
    """`count` experts of hidden width `ffn`, of which a token visits `active`; the width is 0 where it is not known."""

    count: int
    active: int
    ffn: int


@dataclass(frozen=True, slots=True)
class PublishedRun:
    """One row of the table; None stands for an empty cell.

    Parameters in units, not billions; `micro_batch` in sequences, as handed to a pipeline; `network_gbps` of one GPU,
    where the row speaks of it; `step_seconds`, `gpu_hours` and `memory_gib` were measured, and no estimate reads them.
    """

    id: str
    group: str
    model: str
    gpu: str
    precision: str
    framework: str
    params_total: float | None
    params_active: float | None
    layers: int | None
    hidden: int | None
    heads: int | None
    kv_heads: int | None
    ffn: int | None
    vocab: int | None
    gated: bool
    experts: RoutedExperts | None
    seq_len: int | None
    global_batch: int | None
    micro_batch: int
    gpus: int | None
    tensor: int | None
    pipeline: int | None
    context: int
    expert: int
    virtual_stages: int
    zero: int
    recompute: Recompute
    network_gbps: float | None
    step_seconds: float | None
    gpu_hours: float | None
    tokens: float | None
    memory_gib: float | None
    memory_kind: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an estimate says of one run: seconds a step and GiB at the peak, or the reason why it cannot."""

    step_seconds: float | None
    memory_gib: float | None
    reason: str = ""


def read_rows(path: Path = ROWS) -> list[PublishedRun]:
    """Return the runs of a table in its order."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [published_run(row) for row in csv.DictReader(lines)]


def published_run(row: Mapping[str, str]) -> PublishedRun:
    """Return one row as a record."""
    notes = row["arch_notes"]
    experts = _experts(row["model"], notes)
    network = SERVER_NETWORK.search(notes)
    return PublishedRun(
        **{name: row[name] for name in ("id", "group", "model", "gpu", "precision", "framework")},
        params_total=_scaled(row["params_total_b"], 1e9),
        params_active=_scaled(row["params_active_b"], 1e9),
        **{name: _whole(row[name]) for name in ("layers", "hidden", "heads", "kv_heads", "ffn", "vocab")},
        gated="swiglu" in notes or experts is not None,
        experts=experts,
        seq_len=_whole(row["seq_len"]),
        global_batch=_whole(row["global_batch"]),
        micro_batch=_micro_batch(row),
        gpus=_whole(row["n_gpus"]),
        tensor=_whole(row["tp"]),
        pipeline=_whole(row["pp"]),
        context=_whole(row["cp"]) or 1,
        expert=_whole(row["ep"]) or 1,
        virtual_stages=_whole(row["vp"]) or 1,
        zero=_zero(row["zero_or_sharding"]),
        recompute=_recompute(row["recompute"]),
        network_gbps=float(network[1]) / GPUS_A_SERVER if network else None,
        step_seconds=_scaled(row["iter_time_s"], 1),
        gpu_hours=_scaled(row["gpu_hours"], 1),
        tokens=_scaled(row["tokens_trained_b"], 1e9),
        memory_gib=_scaled(row["mem_per_gpu_gib"], 1),
        memory_kind=row["mem_kind"],
    )


def lacking(run: PublishedRun, needed: Sequence[str]) -> str:
    """Return the sentence that names what a row leaves open, empty if it says all that is needed."""
    if run.gpu not in GPUS:
        return f"no data sheet of {run.gpu} is at hand"
    open_fields = [name for name in needed if getattr(run, name) is None]
    return f"the row does not give {', '.join(open_fields)}" if open_fields else ""


def replicas(run: PublishedRun) -> int:
    """Return how many copies of the model are trained side by side; the row must give its layout."""
    return max(1, (run.gpus or 1) // ((run.tensor or 1) * (run.pipeline or 1) * run.context))


def micro_batches(run: PublishedRun) -> int:
    """Return how many micro-batches one replica works through in a step."""
    return max(1, (run.global_batch or 1) // (replicas(run) * run.micro_batch))


def _micro_batch(row: Mapping[str, str]) -> int:
    """Return the micro-batch, 1 where the row says nothing.

    torchtitan prints the batch of a replica, and splits it into as many micro-batches as the pipeline has ranks unless
    told otherwise (`--experimental.pipeline_parallel_microbatches` in its job_config.py).
    """
    given = _whole(row["micro_batch"]) or 1
    return max(1, given // (_whole(row["pp"]) or 1)) if row["framework"] == "torchtitan" else given


def _experts(model: str, notes: str) -> RoutedExperts | None:
    found = EXPERTS.search(notes)
    if not found:
        return None
    plain = re.sub(r"[^a-z0-9]", "", model.lower())
    width = next((width for name, width in EXPERT_WIDTHS.items() if plain.startswith(name)), 0)
    return RoutedExperts(int(found[1]), int(found[2]), width)


def _zero(sharding: str) -> int:
    if "no reshard" in sharding:
        return 2
    if "FSDP" in sharding:
        return 3
    return {"none": 0, "": UNKNOWN_ZERO}.get(sharding, 1)


def _recompute(said: str) -> Recompute:
    first = re.split(r"[/+ ]", said)[0]
    return "full" if first == "full" else "selective" if first == "selective" else "none"


def _whole(cell: str) -> int | None:
    return int(float(cell)) if cell and cell != "n/a" else None


def _scaled(cell: str, unit: float) -> float | None:
    return float(cell) * unit if cell else None
