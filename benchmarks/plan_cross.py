"""Cross-validation of the planner by paper: every run is predicted by constants that its paper had no part in."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.plan_fitting import MeasuredRun, fit, seconds_of
from trainward.plan.completion import Completed, complete
from trainward.plan.constants import Constants
from trainward.plan.parameters import total_parameters
from trainward.plan.validated import Validated, extrapolations
from trainward.records.model_shape import ModelShape

TAIL = (
    0.04  # weight outside either end; with a tenth, papers left out are held less often than 80 % of the time; chosen
)
PAPER_POWER = 0.5  # a paper of n rows weighs n ** (1 - PAPER_POWER) papers of one in a range


@dataclass(frozen=True, slots=True)
class Residual:
    """A run as predicted from other papers: seconds, and the kind of range it falls under."""

    group: str
    id: str
    kind: str
    measured: float
    predicted: float


def cross_validated(
    runs: Sequence[MeasuredRun], start: Constants, progress: Callable[[str], None] = lambda _: None
) -> list[Residual]:
    """Return the residuals of all runs, each paper left out of the fit and of the validated range in its turn."""
    found: list[Residual] = []
    for group in sorted({run.group for run in runs}):
        others = [run for run in runs if run.group != group]
        constants = fit(others, start)
        inside = validated([complete(run.facts, constants) for run in others])
        for run in runs:
            if run.group == group:
                completed = complete(run.facts, constants)
                kind = range_kind(completed, inside)
                found.append(Residual(group, run.id, kind, run.seconds, seconds_of(completed, constants)))
        progress(group)
    return found


def range_kind(completed: Completed, inside: Validated) -> str:
    """Return the kind of range that a question falls under, by what a set of runs validates."""
    shape = completed.question.model
    if extrapolations(completed.question, inside):
        return "step_outside"
    return "step_sparse" if isinstance(shape, ModelShape) and shape.experts else "step_dense"


def validated(questions: Iterable[Completed]) -> Validated:
    """Return what a set of questions covers."""
    kinds, lengths, gpus, sizes = set(), [], [], []
    for one in questions:
        shape = one.question.model
        assert isinstance(shape, ModelShape)
        sparse = "sparse" if shape.experts else "dense"
        kinds.add((one.question.gpu.generation, one.question.stack.precision, sparse))
        lengths.append(one.question.scenario.seq_len)
        gpus.append(one.question.layout.gpus)
        sizes.append(total_parameters(shape) / 1e9)
    return Validated(
        kinds=tuple(sorted(kinds)),
        seq_len=(min(lengths), max(lengths)),
        gpus=(min(gpus), max(gpus)),
        params_b=(min(sizes), max(sizes)),
    )


def ranges(residuals: Sequence[Residual]) -> dict[str, tuple[float, float, float]]:
    """Return low, middle and high factors on an estimate, by kind; a kind without runs takes the widest there is."""
    found = {
        kind: factors([(one.group, one.measured / one.predicted) for one in residuals if one.kind == kind])
        for kind in sorted({one.kind for one in residuals})
    }
    widest = (min(low for low, _, _ in found.values()), 1.0, max(high for _, _, high in found.values()))
    kinds = ("step_dense", "step_sparse", "step_outside")
    known = {kind: found.get(kind, widest) for kind in kinds}
    known["step_outside"] = _wider(known["step_outside"], known["step_sparse"])
    return known


def factors(ratios: Sequence[tuple[str, float]]) -> tuple[float, float, float]:
    """Return the range of measured over predicted that holds 80 %, papers with many rows weighing less for each."""
    rows = Counter(group for group, _ in ratios)
    weighted = sorted((ratio, rows[group] ** -PAPER_POWER) for group, ratio in ratios)
    return min(1.0, quantile(weighted, TAIL)), 1.0, max(1.0, quantile(weighted, 1 - TAIL))


def quantile(weighted: Sequence[tuple[float, float]], share: float) -> float:
    """Return the value below which a share of the weight lies; the pairs are ordered by value."""
    total = sum(weight for _, weight in weighted)
    passed = 0.0
    for value, weight in weighted:
        passed += weight
        if passed >= share * total:
            return value
    return math.nan


def held_ranges(residuals: Sequence[Residual]) -> Mapping[str, bool]:
    """Return by id whether a run lies in the range that the residuals of the other papers give."""
    held = {}
    for group in {one.group for one in residuals}:
        known = ranges([one for one in residuals if one.group != group])
        for one in residuals:
            if one.group == group:
                low, _, high = known[one.kind]
                held[one.id] = low <= one.measured / one.predicted <= high
    return held


def _wider(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple[float, float, float]:
    return min(one[0], other[0]), 1.0, max(one[2], other[2])
