"""The published runs that come with the repository, with their answers, and a row that answers well."""

import csv
from functools import cache
from pathlib import Path

from trainward.errors import PlanError
from trainward.plan.completion import Completed, complete
from trainward.plan.constants import fitted
from trainward.plan.published_row import row_facts
from trainward.plan.row_answer import RowAnswer, answer_row

TABLE = Path(__file__).resolve().parents[2] / "benchmarks" / "data" / "published_runs.csv"
MEASURED = ("tflops_per_gpu", "mfu_pct", "tokens_per_s_per_gpu", "iter_time_s", "gpu_hours", "mem_per_gpu_gib")

GOOD = {
    "id": "good", "model": "", "layers": "32", "hidden": "4096", "heads": "32", "kv_heads": "8", "ffn": "14336",
    "vocab": "128256", "seq_len": "8192", "global_batch": "128", "micro_batch": "1", "gpu": "H100-SXM-80GB",
    "n_gpus": "64", "tp": "2", "pp": "1", "dp": "32", "cp": "1", "ep": "1", "vp": "1", "zero_or_sharding": "ZeRO-1",
    "recompute": "none", "precision": "bf16", "framework": "Megatron-Core", "tokens_trained_b": "1000",
    "arch_notes": "swiglu",
}  # fmt: skip


@cache
def published() -> tuple[dict[str, str], ...]:
    """Return the rows of the table."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def answers() -> dict[str, RowAnswer]:
    """Return the answer of each row by its id."""
    return {row["id"]: answer_row(row) for row in published()}


@cache
def completions() -> dict[str, Completed]:
    """Return the question that each row is completed to by its id; rows that are refused are left out."""
    found = {}
    for row in published():
        try:
            found[row["id"]] = complete(row_facts(row), fitted())
        except PlanError:
            continue
    return found


def good(**changes: str) -> dict[str, str]:
    """Return the row that answers well, with changes."""
    return {**GOOD, **changes}
