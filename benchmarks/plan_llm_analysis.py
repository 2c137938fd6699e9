"""Asks llm-analysis 0.2.2 (cli99/llm-analysis, Apache-2.0) what a published run takes.

It counts operations and divides by the peak times one efficiency; communication and pipeline bubbles do not reach its
step time. Its default efficiency of 1 is a lower bound by its own README, which names 0.5 as what training reaches at
best, so it is asked at several. What it has no word for is put in its words:

- context parallelism: for the time as more tensor parallelism, the only thing of its that splits a sequence; for the
  memory as shorter sequences in more replicas, for that leaves the weights whole;
- fp8 and fp4: for the time as its 8 and 4 bit types, with the peak of the data sheet; for the memory as 16 bits, for
  weights and activations are kept so;
- a gated feed-forward block has three matrices where it knows two: its width times 1.5;
- a mixture of experts: its own fields. The operations of its feed-forward block depend neither on them nor on the
  block's width: 16 times the tokens times the square of the hidden width, whatever the model.
"""

import logging
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import ModuleType

from benchmarks.plan_gpus import EIGHT_BITS, FOUR_BITS, GPUS, peak_tflops
from benchmarks.plan_rows import Answer, PublishedRun, lacking, replicas

NEEDED = ("layers", "hidden", "heads", "vocab", "seq_len", "global_batch", "gpus", "tensor", "pipeline")
GIB = 1024**3
GATED_WIDTH = 1.5
RECOMPUTE_CODE = {"none": 0, "selective": 1, "full": 2}
REGISTRY = {"A100-SXM-40GB": "a100-sxm-40gb", "A100-SXM-80GB": "a100-sxm-80gb", "H100-SXM-80GB": "h100-sxm-80gb"}
MEMORY = "(weight+op_state+grad+act)_memory_per_gpu"
LINK_LATENCY_SECONDS = 8e-6  # as of all GPUs in its own registry


def answers(runs: Sequence[PublishedRun], efficiency: float) -> dict[str, Answer]:
    """Return what it says of each run, by id.

    Args:
        runs: the rows.
        efficiency: share of the peak that it shall assume, in (0, 1].
    """
    logging.disable(logging.WARNING)
    library = import_module("llm_analysis.analysis")
    return {run.id: _answer(library, run, efficiency) for run in runs}


def _answer(library: ModuleType, run: PublishedRun, efficiency: float) -> Answer:
    reason = lacking(run, NEEDED)
    if reason:
        return Answer(None, None, reason)
    if peak_tflops(GPUS[run.gpu], run.precision) is None:
        return Answer(None, None, f"{run.gpu} has no units for {run.precision}")
    try:
        seconds = _training(library, run, _as_time(run), efficiency)["latency_per_iter"]
        memory = _training(library, run, _as_memory(run), efficiency)[MEMORY]
    except AssertionError as refusal:
        return Answer(None, None, f"llm-analysis refuses the run: {refusal}")
    return Answer(float(seconds), float(memory) / GIB)


def _as_time(run: PublishedRun) -> dict[str, int | str]:
    types = {8: "w8a8e16", 4: "w4a4e16"}
    bits = 8 if run.precision in EIGHT_BITS else 4 if run.precision in FOUR_BITS else 16
    return {
        "tensor": (run.tensor or 1) * run.context,
        "data": replicas(run),
        "seq_len": run.seq_len or 1,
        "global_batch": run.global_batch or 1,
        "types": types.get(bits, "w16a16e16"),
    }


def _as_memory(run: PublishedRun) -> dict[str, int | str]:
    return {
        "tensor": run.tensor or 1,
        "data": replicas(run) * run.context,
        "seq_len": (run.seq_len or 1) // run.context,
        "global_batch": (run.global_batch or 1) * run.context,
        "types": "w16a16e16",
    }


def _training(
    library: ModuleType, run: PublishedRun, view: Mapping[str, int | str], efficiency: float
) -> Mapping[str, float]:
    layout = library.ParallelismConfig(
        tp_size=view["tensor"], pp_size=run.pipeline, dp_size=view["data"], ep_size=run.expert
    )
    analysis = library.LLMAnalysis(
        _model(library, run, view["seq_len"]),
        _gpu(library, run),
        library.get_dtype_config_by_name(view["types"]),
        layout,
        flops_efficiency=efficiency,
    )
    summary: Mapping[str, float] = analysis.training(
        batch_size_per_gpu=run.micro_batch,
        global_batch_size=view["global_batch"],
        seq_len=view["seq_len"],
        activation_recomputation=library.ActivationRecomputation(RECOMPUTE_CODE[run.recompute]),
        ds_zero=library.DSZeRO(run.zero),
    )
    return summary


def _model(library: ModuleType, run: PublishedRun, seq_len: int | str) -> object:
    hidden = run.hidden or 1
    given = (run.experts.ffn if run.experts else run.ffn) or 4 * hidden
    width = given * GATED_WIDTH if run.gated else float(given)
    return library.ModelConfig(
        name=run.model,
        num_layers=run.layers,
        n_head=run.heads,
        hidden_dim=hidden,
        vocab_size=run.vocab,
        max_seq_len=seq_len,
        num_key_value_heads=run.kv_heads,
        ffn_embed_dim=width,
        expansion_ratio=width / hidden,
        moe_num_experts=run.experts.count if run.experts else 1,
        moe_top_k=run.experts.active if run.experts else 1,
    )


def _gpu(library: ModuleType, run: PublishedRun) -> object:
    if run.gpu in REGISTRY:
        return library.get_gpu_config_by_name(REGISTRY[run.gpu])
    sheet = GPUS[run.gpu]
    return library.GPUConfig(
        name=run.gpu,
        mem_per_GPU_in_GB=sheet.memory_gb,
        hbm_bandwidth_in_GB_per_sec=sheet.bandwidth_tb_s * 1000,
        intra_node_bandwidth_in_GB_per_sec=sheet.link_gb_s / 2,
        intra_node_min_message_latency=LINK_LATENCY_SECONDS,
        peak_fp16_TFLOPS=sheet.tflops_16,
        peak_i8_TFLOPS=sheet.tflops_8,
        peak_i4_TFLOPS=sheet.tflops_4,
    )
