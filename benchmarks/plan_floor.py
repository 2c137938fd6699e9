"""What one line of arithmetic says of a run: six operations a parameter and token, at 40 % of the data sheet's peak.

The parameters are those that a token meets, embeddings included, as the run's authors count them; attention and
recomputation are left out, as in the rule of thumb. The peak is the dense one of the run's own precision: that of fp8
for fp8 and mxfp8, that of fp4 for nvfp4. Source of the rule: Kaplan et al. 2020, arXiv 2001.08361, section 2.1.
"""

from benchmarks.plan_gpus import GPUS, peak_tflops
from benchmarks.plan_rows import Answer, PublishedRun, lacking

SHARE_OF_PEAK = 0.40  # the MFU that is usually assumed; chosen
FLOPS_A_TOKEN = 6  # for each parameter: 2 forward, 4 backward
SECONDS_AN_HOUR = 3600.0


def floor_answer(run: PublishedRun) -> Answer:
    """Return the seconds of a step by the rule of thumb, or why it has none."""
    reason = lacking(run, ("params_active", "gpus", "seq_len", "global_batch"))
    flops_a_second = _flops_a_second(run)
    if reason or flops_a_second is None:
        return Answer(None, None, reason or f"{run.gpu} has no units for {run.precision}")
    tokens = (run.seq_len or 0) * (run.global_batch or 0)
    return Answer(FLOPS_A_TOKEN * (run.params_active or 0) * tokens / (flops_a_second * (run.gpus or 1)), None)


def floor_gpu_hours(run: PublishedRun) -> float | None:
    """Return the GPU hours of the whole run by the rule of thumb, None where the row leaves too much open."""
    if lacking(run, ("params_active", "tokens")):
        return None
    flops_a_second = _flops_a_second(run)
    if flops_a_second is None:
        return None
    return FLOPS_A_TOKEN * (run.params_active or 0) * (run.tokens or 0) / flops_a_second / SECONDS_AN_HOUR


def _flops_a_second(run: PublishedRun) -> float | None:
    sheet = GPUS.get(run.gpu)
    peak = peak_tflops(sheet, run.precision) if sheet else None
    return None if peak is None else peak * 1e12 * SHARE_OF_PEAK
