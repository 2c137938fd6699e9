"""Fits the constants of the planner on published runs: robust least squares of log errors, held by priors."""

import math
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares

from trainward.errors import PlanError
from trainward.plan.completion import Completed, complete
from trainward.plan.constants import Constants
from trainward.plan.published_row import RowFacts, row_facts
from trainward.plan.step_time import step_time, total_seconds
from trainward.records.model_shape import ModelShape

PRIORS = Path(__file__).parent / "plan_priors.toml"
NAMES = tuple(one.name for one in fields(Constants))
PRIOR_STRENGTH = 2.0  # weight of a prior's deviation against a run's error of SCALE; by cross-validation among 0.5 to 4
SCALE = 0.08  # log error from which a run pulls linearly and no longer by its square; chosen, a good estimate's
ROW_POWER = (
    0.4  # a paper of n rows weighs n ** (1 - 2 * ROW_POWER) papers of one; chosen: long tables repeat themselves
)
ROUNDS = 2  # what rows leave open is supposed anew with the constants of the round before
SHARES = ("_share", "_hidden", "_exposed", "_balance")
FREE = 20.0  # a bound that nothing reaches


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """A row with a measured step, in seconds."""

    group: str
    id: str
    facts: RowFacts
    seconds: float


@dataclass(frozen=True, slots=True)
class Prior:
    """What a constant is before the fit, how far it may move, its upper bound, and whether it moves linearly."""

    value: float
    deviation: float
    upper: float
    linear: bool


def measured_runs(rows: Sequence[Mapping[str, str]]) -> list[MeasuredRun]:
    """Return the rows whose step was measured and whose question is whole, without those the planner refuses."""
    found = []
    for row in rows:
        if not all(row[name] for name in ("iter_time_s", "n_gpus", "seq_len", "global_batch")):
            continue
        try:
            facts = row_facts(row)
        except PlanError:
            continue
        found.append(MeasuredRun(row["group"], row["id"], facts, float(row["iter_time_s"])))
    return found


def priors() -> dict[str, Prior]:
    """Return the priors by the name of their constant."""
    table = tomllib.loads(PRIORS.read_text(encoding="utf-8"))
    return {name: _prior(name, table[name]) for name in NAMES}


def prior_constants() -> Constants:
    """Return the constants as they are before any run is looked at."""
    return Constants(**{name: one.value for name, one in priors().items()})


def seconds_of(completed: Completed, constants: Constants) -> float:
    """Return the step of a whole question."""
    shape = completed.question.model
    assert isinstance(shape, ModelShape)
    return total_seconds(step_time(completed.question, shape, completed.traits, constants))


def fit(runs: Sequence[MeasuredRun], start: Constants | None = None) -> Constants:
    """Return the constants that fit the runs best, beside their priors."""
    known = priors()
    constants = start or prior_constants()
    for _ in range(ROUNDS if start is None else 1):
        residuals = _residuals(runs, [complete(run.facts, constants) for run in runs], known)
        low, high = _bounds(known)
        first = np.clip(_vector(constants, known), low + 1e-6, high - 1e-6)
        solved = least_squares(residuals, first, bounds=(low, high), max_nfev=25, diff_step=1e-3)
        constants = _constants(solved.x, known)
    return constants


def _residuals(
    runs: Sequence[MeasuredRun], questions: Sequence[Completed], known: Mapping[str, Prior]
) -> Callable[[np.ndarray], np.ndarray]:
    rows = Counter(run.group for run in runs)
    weights = np.array([rows[run.group] ** -ROW_POWER for run in runs])
    measured = np.log([run.seconds for run in runs])
    centre = _vector(prior_constants(), known)
    deviations = np.array([known[name].deviation for name in NAMES])

    def residuals(at: np.ndarray) -> np.ndarray:
        constants = _constants(at, known)
        predicted = np.log([seconds_of(one, constants) for one in questions])
        errors = weights * (predicted - measured) / SCALE
        soft = np.sign(errors) * np.sqrt(2 * (np.sqrt(1 + errors**2) - 1))
        return np.concatenate([soft, PRIOR_STRENGTH * (at - centre) / deviations])

    return residuals


def _prior(name: str, table: Mapping[str, float]) -> Prior:
    usual = 1.0 if name.endswith(SHARES) else math.inf
    return Prior(table["value"], table["deviation"], table.get("upper", usual), bool(table.get("linear", False)))


def _vector(constants: Constants, known: Mapping[str, Prior]) -> np.ndarray:
    values = {name: getattr(constants, name) for name in NAMES}
    return np.array([value if known[name].linear else math.log(value) for name, value in values.items()])


def _constants(at: np.ndarray, known: Mapping[str, Prior]) -> Constants:
    pairs = zip(NAMES, at, strict=True)
    return Constants(**{name: float(value) if known[name].linear else math.exp(value) for name, value in pairs})


def _bounds(known: Mapping[str, Prior]) -> tuple[np.ndarray, np.ndarray]:
    high = []
    for name in NAMES:
        upper = known[name].upper
        high.append(upper if known[name].linear else math.log(upper) if math.isfinite(upper) else FREE)
    return np.array([0.0 if known[name].linear else -FREE for name in NAMES]), np.array(high) + 1e-5
