"""GPU hours of whole runs against the hours that their steps take: what goods and ills of practice add."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.plan_cross import quantile
from benchmarks.plan_fitting import seconds_of
from trainward.errors import PlanError
from trainward.plan.completion import Completed, complete
from trainward.plan.constants import Constants
from trainward.plan.flops import model_flops_per_token
from trainward.plan.published_row import row_facts
from trainward.plan.rates import peak_flops
from trainward.plan.run_length import Practice, middle_hours
from trainward.records.model_shape import ModelShape

PRIOR = 1.5
"""Billed over in-step hours before any run is looked at: PaLM's 46.2 % MFU in the run is 30.4 % by its chip hours
(arXiv
2204.02311, section 4 and table 2)."""
PRIOR_PAPERS = 3  # the prior counts as many papers; chosen
TAIL = 0.06  # share of the papers' weight outside either end of a range of 80 %; less than a tenth, for few papers


@dataclass(frozen=True, slots=True)
class HourRun:
    """A whole run: GPU hours as published and as its steps take them, and its MFU by the published ones."""

    group: str
    id: str
    measured: float
    in_steps: float
    mfu: float
    completed: Completed
    tokens: float


def hour_runs(rows: Sequence[Mapping[str, str]], constants: Constants) -> list[HourRun]:
    """Return the runs with published GPU hours and tokens."""
    found = []
    for row in rows:
        if not (row["gpu_hours"] and row["tokens_trained_b"]):
            continue
        try:
            completed = complete(row_facts(row), constants)
        except PlanError:
            continue
        found.append(_hour_run(row, completed, constants))
    return found


def practice(runs: Sequence[HourRun]) -> Practice:
    """Return what whole runs show: medians over the papers, the first with its prior."""
    billed = [*by_paper([(one.group, one.measured / one.in_steps) for one in runs]), *[PRIOR] * PRIOR_PAPERS]
    return Practice(median(billed), median(by_paper([(one.group, one.mfu) for one in runs])))


def hour_ratios(runs: Sequence[HourRun], seen: Practice) -> list[tuple[str, float]]:
    """Return published over estimated hours, with the paper of each."""
    return [(one.group, one.measured / _middle(one, seen)) for one in runs]


def hour_factors(ratios: Sequence[tuple[str, float]]) -> tuple[float, float, float]:
    """Return low, middle and high of published over estimated hours; every paper weighs the same."""
    papers = Counter(group for group, _ in ratios)
    weighted = sorted((ratio, 1 / papers[group]) for group, ratio in ratios)
    return min(1.0, quantile(weighted, TAIL)), 1.0, max(1.0, quantile(weighted, 1 - TAIL))


def _middle(one: HourRun, seen: Practice) -> float:
    return middle_hours(one.completed.question, one.in_steps, one.tokens, one.completed.layout_told, seen)


def by_paper(values: Sequence[tuple[str, float]]) -> list[float]:
    """Return the median of each paper."""
    groups = sorted({group for group, _ in values})
    return [median(value for own, value in values if own == group) for group in groups]


def _hour_run(row: Mapping[str, str], completed: Completed, constants: Constants) -> HourRun:
    question, tokens, hours = completed.question, float(row["tokens_trained_b"]) * 1e9, float(row["gpu_hours"])
    scenario = question.scenario
    in_steps = tokens / (scenario.global_batch * scenario.seq_len) * seconds_of(completed, constants) / 3600
    assert isinstance(question.model, ModelShape)
    flops = model_flops_per_token(question.model, scenario.seq_len) * tokens
    mfu = flops / (hours * 3600 * peak_flops(question.gpu, "bf16"))
    return HourRun(row["group"], row["id"], hours, in_steps * question.layout.gpus, mfu, completed, tokens)
