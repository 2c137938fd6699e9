"""Which GPUs, how many, laid out how: the best for an objective within limits, with the reasons in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from trainward.errors import PlanError
from trainward.plan.alternatives import alternatives
from trainward.plan.estimate import estimate
from trainward.plan.fastest import Case, case, fastest
from trainward.plan.nearest_plan import closest_fit, miss_counts, miss_sentences, nearest_plan
from trainward.plan.neighbours import layout_reasons
from trainward.plan.offered import left_out_sentences, why_left_out
from trainward.plan.parameters import active_parameters
from trainward.plan.race import Cell, Choice, Goal, Objective, Outcome, counts_money, race
from trainward.plan.site import FailureRates
from trainward.plan.wording import days_phrase, usd_phrase
from trainward.records.estimate import Estimate, Question
from trainward.records.hardware import Gpu
from trainward.records.layout import Scenario, Stack
from trainward.records.model_shape import Model, ModelShape
from trainward.records.plan import Alternative

_MOST: Final = 16_384  # GPUs where a limit of another kind bounds the search: the largest of the published runs
_MOST_UNBOUNDED: Final = 1024  # GPUs where nothing bounds the time; chosen
_NAMED: Final = 3  # GPU types that a message names
_TOKENS_A_PARAMETER: Final = 20.0  # Hoffmann et al. 2022, arXiv 2203.15556, section 3.4


@dataclass(frozen=True, slots=True)
class Limits:
    """What a plan must keep; None stands for no limit, or for what the scenario says.

    `counts` are the numbers of GPUs to choose among, powers of two up to `max_gpus` where it is None. Days and US
    dollars hold for the middle figures. `tokens` of the whole run (samples of a counted model). `rates` are the user's
    own failure rates.
    """

    max_gpus: int | None = None
    counts: tuple[int, ...] | None = None
    deadline_days: float | None = None
    budget_usd: float | None = None
    tokens: float | None = None
    rates: FailureRates | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best plan and up to five others, how many layouts were looked at, and why.

    `reasons` are sentences on the choice and on what was supposed for it, `excluded` on what was left out and why.
    """

    best: Estimate
    alternatives: tuple[Alternative, ...]
    considered: int
    reasons: tuple[str, ...]
    excluded: tuple[str, ...]
    tokens: float


def best_layout(model: Model, scenario: Scenario, gpu: Gpu, gpus: int, stack: Stack) -> Estimate | None:
    """Return the estimate of the fastest layout of so many GPUs that fits, None where none does."""
    found = fastest(case(model, scenario, gpu, stack), gpus).layout
    return None if found is None else estimate(Question(model, scenario, gpu, found, stack))


def search(
    model: Model, scenario: Scenario, stack: Stack, gpus: Sequence[Gpu], objective: Objective, limits: Limits
) -> SearchResult:
    """Return the plan with the shortest wall time, the least rent or the fewest GPUs that keeps the limits.

    Raises:
        PlanError: no plan keeps them, and the message names the nearest that does; or a limit is no positive number.
    """
    goal = _goal(model, scenario, objective, limits)
    counts = _counts(goal, limits)
    supposed = _supposed(scenario, goal, limits)
    left_out = left_out_sentences(gpus, stack.precision, counts_money(goal))
    usable = [one for one in gpus if not why_left_out(one, stack.precision, counts_money(goal))]
    if not usable:
        raise PlanError(
            f"search among {len(gpus)} GPU types: 0 can be compared; {'; '.join(left_out) or 'name at least one'}"
        )
    cases = [case(model, scenario, gpu, stack, limits.rates) for gpu in usable]
    outcome = race([Cell(one, count) for one in cases for count in counts], goal)
    if outcome.best is None:
        raise PlanError(_nothing(cases, counts, goal, outcome))
    return SearchResult(
        best=outcome.best.estimate,
        alternatives=alternatives(outcome.best, cases, goal),
        considered=outcome.considered,
        reasons=(*_kept(outcome.best, goal), *layout_reasons(outcome.best.estimate), *supposed),
        excluded=(*left_out, *miss_sentences(outcome.misses)),
        tokens=goal.tokens,
    )


def _goal(model: Model, scenario: Scenario, objective: Objective, limits: Limits) -> Goal:
    if objective not in get_args(Objective):
        raise PlanError(f"objective {objective!r}: it is one of {', '.join(get_args(Objective))}; choose one")
    if scenario.purpose == "inference":
        raise PlanError("search for purpose 'inference': it has no step to speed up; ask for the sizing of inference")
    tokens = limits.tokens or scenario.tokens
    if tokens is None:
        if not isinstance(model, ModelShape):
            raise PlanError(f"search for {model.name}: 0 of 1 number of {model.sample}s to train on; give it as tokens")
        tokens = _TOKENS_A_PARAMETER * active_parameters(model)
    deadline = scenario.deadline_days if limits.deadline_days is None else limits.deadline_days
    budget = scenario.budget_usd if limits.budget_usd is None else limits.budget_usd
    for value, words in ((tokens, "tokens"), (deadline, "deadline in days"), (budget, "budget in USD")):
        if value is not None and not 0 < value < float("inf"):
            raise PlanError(f"search: {words} is {value:g}, it must be a number above 0; correct it")
    return Goal(objective, tokens, deadline, budget)


def _counts(goal: Goal, limits: Limits) -> tuple[int, ...]:
    """Return the numbers of GPUs to choose among."""
    if limits.max_gpus is not None and limits.max_gpus < 1:
        raise PlanError(f"search: at most {limits.max_gpus} GPUs; it must be at least 1; give a larger number")
    if limits.counts is None:
        most = limits.max_gpus or _most(goal)
        return tuple(dict.fromkeys((*(2**power for power in range(most.bit_length())), most)))
    below = tuple(one for one in limits.counts if limits.max_gpus is None or one <= limits.max_gpus)
    if not below or min(below) < 1:
        most_words = f" and at most {limits.max_gpus:,}" if limits.max_gpus is not None else ""
        raise PlanError(f"search: {limits.counts} as numbers of GPUs; give some that are at least 1{most_words}")
    return below


def _most(goal: Goal) -> int:
    return _MOST_UNBOUNDED if goal.objective == "time" and goal.budget_usd is None else _MOST


def _supposed(scenario: Scenario, goal: Goal, limits: Limits) -> Iterator[str]:
    """Yield what was not said and had to be supposed."""
    if limits.max_gpus is None and limits.counts is None:
        yield f"at most {_most(goal):,} GPUs were looked at, since no number is given"
    if limits.tokens is None and scenario.tokens is None:
        yield f"{goal.tokens:,.4g} tokens, {_TOKENS_A_PARAMETER:g} a parameter, since no number is given"
    if goal.objective != "time" and goal.deadline_days is None:
        yield "no deadline is given, and fewer GPUs are cheaper and take longer"


def _kept(best: Choice, goal: Goal) -> Iterator[str]:
    """Yield of each limit how it is kept, and whether the upper end of the range keeps it too."""
    days, rent = best.length.wall_days, best.rental
    if goal.deadline_days is not None:
        late = days.high > goal.deadline_days
        risk = f", at the upper end of its range {days_phrase(days.high)}, which is late" if late else ""
        yield f"the deadline of {days_phrase(goal.deadline_days)} is kept: {days_phrase(days.middle)}{risk}"
    if goal.budget_usd is not None:
        over = rent.high > goal.budget_usd
        risk = f", at the upper end of its range {usd_phrase(rent.high)}, which is above it" if over else ""
        yield f"the budget of {usd_phrase(goal.budget_usd)} is kept: {usd_phrase(rent.middle)}{risk}"


def _nothing(cases: Sequence[Case], counts: Sequence[int], goal: Goal, outcome: Outcome) -> str:
    names = ", ".join(one.gpu.name for one in cases) if len(cases) <= _NAMED else f"of any of {len(cases)} GPU types"
    limits = [
        f"a deadline of {days_phrase(goal.deadline_days)}" if goal.deadline_days is not None else "",
        f"a budget of {usd_phrase(goal.budget_usd)}" if goal.budget_usd is not None else "",
    ]
    kept = " and ".join(one for one in limits if one)
    asked = f"{min(counts):,} to {max(counts):,}" if len(counts) > 1 else f"{counts[0]:,}"
    why = closest_fit(cases, counts) if not kept else miss_counts(outcome.misses)
    return (
        f"{cases[0].model.name} on {asked} {names}: no plan {f'keeps {kept}' if kept else 'fits'} ({why}); "
        f"nearest that works: {nearest_plan(cases, counts, goal)}"
    )
