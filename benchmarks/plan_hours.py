"""GPU hours of whole runs against the hours that their steps take: what goods and ills of practice add."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.plan_cross import quantile
from benchmarks.plan_fitting import seconds_of
from trainward.errors import PlanError
from trainward.plan.completion import complete
from trainward.plan.constants import Constants
from trainward.plan.published_row import row_facts

PRIOR = 1.5
"""Billed over in-step hours before any run is looked at: PaLM's 46.2 % MFU in the run is 30.4 % of its chip hours (arXiv
2204.02311, section 4 and table 2)."""
PRIOR_PAPERS = 3  # the prior counts as many papers; chosen
TAIL = 0.1


@dataclass(frozen=True, slots=True)
class HourRun:
    """A whole run: GPU hours as published, and as its steps take them."""

    group: str
    id: str
    measured: float
    in_steps: float


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
        scenario, gpus = completed.question.scenario, completed.question.layout.gpus
        steps = float(row["tokens_trained_b"]) * 1e9 / (scenario.global_batch * scenario.seq_len)
        hours = steps * seconds_of(completed, constants) / 3600 * gpus
        found.append(HourRun(row["group"], row["id"], float(row["gpu_hours"]), hours))
    return found


def hour_factors(runs: Sequence[HourRun]) -> tuple[float, float, float]:
    """Return low, middle and high of billed over in-step hours; the middle is the median of the papers and the prior."""
    papers = {group: [one.measured / one.in_steps for one in runs if one.group == group] for group in {r.group for r in runs}}
    middle = median([median(ratios) for ratios in papers.values()] + [PRIOR] * PRIOR_PAPERS)
    weighted = sorted((ratio, len(ratios) ** -0.5) for ratios in papers.values() for ratio in ratios)
    weighted = sorted([*weighted, *([(PRIOR, 1.0)] * PRIOR_PAPERS)])
    return quantile(weighted, TAIL), middle, quantile(weighted, 1 - TAIL)
