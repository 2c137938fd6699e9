"""One run on paper: how long its step takes, what memory it needs, whether it fits, with a range on every figure."""

from trainward.plan.account import Account, whole_estimate
from trainward.plan.constants import Constants, fitted
from trainward.plan.counted import estimate_counted
from trainward.plan.flops import hardware_flops_per_token, model_flops_per_token
from trainward.plan.memory import GIB, allocated_bytes, certain_bytes, crowding_bytes, memory_use
from trainward.plan.question_check import check_question
from trainward.plan.spread import Kind
from trainward.plan.step_account import memory_parts, step_parts
from trainward.plan.step_time import step_time
from trainward.plan.traits import Traits, traits_of
from trainward.plan.validated import extrapolations
from trainward.records.estimate import Estimate, Question
from trainward.records.model_shape import CountedModel, ModelShape


def estimate(question: Question, constants: Constants | None = None) -> Estimate:
    """Return the estimate of a run.

    Raises:
        PlanError: the question contradicts itself; the message names the smallest change that works.
    """
    check_question(question)
    used = constants or fitted()
    if isinstance(question.model, CountedModel):
        return estimate_counted(question, question.model, used)
    return _estimate_transformer(question, question.model, used)


def _estimate_transformer(question: Question, shape: ModelShape, constants: Constants) -> Estimate:
    traits = traits_of(question.stack, question.gpu)
    outside = extrapolations(question)
    use = memory_use(question, shape, traits)
    account = Account(
        step=step_parts(question, shape, step_time(question, shape, traits, constants)),
        memory=memory_parts(question, shape, use),
        kind=step_kind(shape, outside),
        traits=traits,
        model_flops=model_flops_per_token(shape, question.scenario.seq_len, question.scenario.purpose),
        hardware_flops=hardware_flops_per_token(shape, question.layout, question.scenario),
        assumptions=assumptions(question, traits),
        outside=outside,
        crowding_gib=crowding_bytes(question, shape, traits, allocated_bytes(use)) / GIB,
        certain_gib=certain_bytes(use) / GIB,
    )
    return whole_estimate(question, account)


def step_kind(shape: ModelShape, outside: tuple[str, ...]) -> Kind:
    """Return which runs of the fit a run is like, as to how far the truth may lie."""
    if outside:
        return "step_outside"
    return "step_sparse" if shape.experts else "step_dense"


def assumptions(question: Question, traits: Traits) -> tuple[str, ...]:
    """Return what an estimate rests on that the question does not say."""
    gpu = question.gpu
    rate = (
        f"{gpu.matmul_tflops:g} TFLOP/s measured for bf16 products"
        if gpu.matmul_tflops
        else f"80 % of the data sheet's {gpu.bf16_tflops:g} TFLOP/s, no measurement of its products being known"
    )
    sentences = [
        f"{gpu.name}: {rate}, {gpu.bandwidth_tb_s:g} TB/s of memory, {gpu.link_gb_s:g} GB/s of link among "
        f"{gpu.domain} GPUs, {gpu.network_gbps:g} Gb/s of network for each GPU",
        f"software as {traits.says}",
        "Adam with fp32 weight and moments; forward and backward without dropout; no data loading in the step's way",
        f"the allocator reserves {traits.slack:.0%} above what is allocated, and {traits.context_gib:g} GiB lie "
        f"outside it",
    ]
    if gpu.disputed:
        sentences.insert(0, f"the figures of {gpu.name} are disputed: {gpu.disputed}")
    return tuple(sentences)
