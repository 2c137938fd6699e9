"""How good estimates of published runs are: errors by paper, the ranking of layouts, intervals. Pure.

An error is always relative to what was measured. Papers differ in how many rows they have, so a median over the rows
is one over the papers with the longest tables; the median over papers counts each paper once.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from statistics import median

from benchmarks.plan_rows import PublishedRun, replicas

LAYOUTS_A_SET = 4  # fewer layouts than this say little about an order; chosen
SAME = 1e-9  # relative difference below which two predictions are one


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure that was measured, what was predicted for it, and the paper that it is from; both in one unit."""

    group: str
    measured: float
    predicted: float


@dataclass(frozen=True, slots=True)
class ErrorScore:
    """Absolute relative errors of `rows` pairs; `bias` is the median of the signed ones, below 0 if predicted too low.

    `by_group` has the number of rows and the median error of each paper, `over_groups` is the median of those medians.
    """

    rows: int
    middle: float
    tenth_worst: float
    bias: float
    by_group: Mapping[str, tuple[int, float]]
    over_groups: float


@dataclass(frozen=True, slots=True)
class LayoutSet:
    """Runs that differ in nothing but their layout: for each layout the ids of its runs and its measured seconds."""

    name: str
    ids: tuple[tuple[str, ...], ...]
    measured: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RankScore:
    """How the layouts of `sets` sets are ranked: medians over the sets of Kendall's tau and of the regret."""

    sets: int
    tau: float
    regret: float


def error_score(pairs: Sequence[Pair]) -> ErrorScore | None:
    """Return the errors of predictions, None where there are none."""
    if not pairs:
        return None
    by_group: dict[str, tuple[int, float]] = {}
    for group in sorted({pair.group for pair in pairs}):
        errors = [abs(_signed(pair)) for pair in pairs if pair.group == group]
        by_group[group] = (len(errors), median(errors))
    errors = [abs(_signed(pair)) for pair in pairs]
    return ErrorScore(
        rows=len(pairs),
        middle=median(errors),
        tenth_worst=percentile(errors, 0.9),
        bias=median(_signed(pair) for pair in pairs),
        by_group=by_group,
        over_groups=median(error for _, error in by_group.values()),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies, with straight lines between neighbours.

    Raises:
        ValueError: there is no value, or the share is outside 0 to 1.
    """
    if not values or not 0 <= share <= 1:
        raise ValueError(f"{len(values)} values at a share of {share}; give at least one, and a share from 0 to 1")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def layout_sets(runs: Sequence[PublishedRun]) -> list[LayoutSet]:
    """Return the sets of runs among which a planner could have been asked for the best layout.

    The runs of a set are of one paper and have model, GPU, number of GPUs, length, global batch, precision and
    framework in common; they have at least four different layouts, and a measured step each. A layout that was measured
    more than once counts once, with the median of its measurements.
    """
    usable = [run for run in runs if run.step_seconds and run.tensor and run.pipeline and run.gpus]
    sets = []
    for key, members in groupby(sorted(usable, key=_question), key=_question):
        layouts: dict[tuple[object, ...], list[PublishedRun]] = {}
        for run in members:
            layouts.setdefault(_layout(run), []).append(run)
        if len(layouts) >= LAYOUTS_A_SET:
            ids = tuple(tuple(run.id for run in same) for same in layouts.values())
            measured = tuple(median(run.step_seconds or 0.0 for run in same) for same in layouts.values())
            sets.append(LayoutSet(" ".join(key), ids, measured))
    return sets


def rank_score(sets: Sequence[LayoutSet], predicted: Mapping[str, float]) -> RankScore | None:
    """Return how well predicted seconds, by id, rank the layouts; None where no set has enough predictions.

    Of a set only the layouts with a prediction count, and the set only if at least four of them have one.
    """
    taus, regrets = [], []
    for one in sets:
        known = [
            (measured, median(predicted[name] for name in ids if name in predicted))
            for ids, measured in zip(one.ids, one.measured, strict=True)
            if any(name in predicted for name in ids)
        ]
        if len(known) >= LAYOUTS_A_SET:
            measured, said = [pair[0] for pair in known], [pair[1] for pair in known]
            taus.append(kendall_tau(measured, said))
            regrets.append(regret(measured, said))
    return RankScore(len(taus), median(taus), median(regrets)) if taus else None


def kendall_tau(measured: Sequence[float], predicted: Sequence[float]) -> float:
    """Return Kendall's tau-b between two orders: 1 for the same, -1 for the reverse, 0 where one of them has no order.

    Source: Kendall 1945, Biometrika 33 (3), "The treatment of ties in ranking problems".
    """
    agreement, ordered_measured, ordered_predicted = 0, 0, 0
    for (first_seen, first_said), (second_seen, second_said) in combinations(zip(measured, predicted, strict=True), 2):
        seen, said = _order(first_seen, second_seen), _order(first_said, second_said)
        agreement += seen * said
        ordered_measured += seen != 0
        ordered_predicted += said != 0
    pairs = math.sqrt(ordered_measured * ordered_predicted)
    return agreement / pairs if pairs else 0.0


def regret(measured: Sequence[float], predicted: Sequence[float]) -> float:
    """Return how much longer the layout takes that is predicted to be the fastest than the fastest one does.

    A share of the latter. Where several are predicted to be equally fast, their mean: one of them is drawn.
    """
    best = min(predicted)
    chosen = [seen for seen, said in zip(measured, predicted, strict=True) if _order(said, best) == 0]
    return sum(chosen) / len(chosen) / min(measured) - 1


def _signed(pair: Pair) -> float:
    return pair.predicted / pair.measured - 1


def _order(first: float, second: float) -> int:
    if math.isclose(first, second, rel_tol=SAME):
        return 0
    return 1 if first > second else -1


def _question(run: PublishedRun) -> tuple[str, ...]:
    sizes = (run.gpus, run.seq_len, run.global_batch)
    return (run.group, run.model, run.gpu, *map(str, sizes), run.precision, run.framework)


def _layout(run: PublishedRun) -> tuple[object, ...]:
    degrees = (run.tensor, run.pipeline, replicas(run), run.context, run.expert, run.virtual_stages)
    return (*degrees, run.micro_batch, run.zero, run.recompute)
