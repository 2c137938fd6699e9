"""The inputs are far from zero mean and unit scale, and the model suffers from it."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Evidence, Finding, RuleMeta, Severity
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite, only
from trainward.rules.latest import latest
from trainward.rules.loss_course import loss_course
from trainward.rules.robust import middle
from trainward.rules.side_by_side import side_by_side

META = RuleMeta(
    code="DAT001",
    name="inputs-not-normalised",
    reads=("input_mean", "input_std", "input_min", "input_max", "saturated_units", "dead_units", "loss"),
    window=3,
    severity="warning",
    source="Wardat et al. 2022, DeepDiagnosis, look outside -1..1; limits widened, chosen, see the page",
)

LARGE = 50.0  # size of the largest input
WIDE = 10.0  # standard deviation of the inputs that goes with it
OFFSET = 10.0  # standard deviations from 0 to the mean
SMALL = 0.05  # size of the largest input below which inputs hardly move a unit
SATURATED = 0.2  # share of a fresh module's outputs; with scaled inputs hardly any is
FRESH = 3  # readings of a fresh module
DEAD = 0.7  # share of a module's units, from AutoTrainer


def check(history: History) -> Iterator[Finding]:
    """Yield at most one finding, for the training inputs: a warning where harm shows, else info."""
    mean, std, low, high = side_by_side(history, "train", "input_mean", "input_std", "input_min", "input_max")
    if len(mean.steps) < META.window:
        return
    told = _told(mean, std, low, high)
    if not told:
        return
    harm, shown = _harm(history)
    severity: Severity = "warning" if harm else "info"
    yield Finding(
        rule=META.name,
        code=META.code,
        severity=severity,
        step=int(mean.steps[0]),
        message=f"training inputs {told}{harm or '; no harm is seen so far'}",
        evidence=(evidence(mean, -1), evidence(std, -1), evidence(high, -1), *shown),
    )


def _told(mean: Series, std: Series, low: Series, high: Series) -> str:
    """Return how the inputs are out of scale, empty when they are not."""
    size = middle(np.maximum(np.abs(low.values), np.abs(high.values)))
    centre, scale = middle(mean.values), middle(std.values)
    if size > LARGE and scale > WIDE:
        return f"have a standard deviation of {scale:.3g} and reach {size:.4g} (limits {WIDE:g} and {LARGE:g})"
    if abs(centre) > OFFSET * max(scale, 1.0) and scale > 0:
        return f"lie about {centre:.4g} with a standard deviation of {scale:.3g}, {OFFSET:g} or more from 0"
    if 0 < size < SMALL and scale > 0:
        return f"are at most {size:.3g} in size (limit {SMALL:g})"
    return ""


def _harm(history: History) -> tuple[str, tuple[Evidence, ...]]:
    """Return what else shows that the model cannot cope, and the reading for it."""
    for readings in every(history, "saturated_units"):
        fresh = finite(readings)
        if len(fresh.values) >= FRESH and (share := middle(fresh.values[:FRESH])) >= SATURATED:
            message = (
                f"; {share:.0%} of the outputs of {readings.where} are saturated from the start (limit {SATURATED:.0%})"
            )
            return message, (evidence(fresh, 0),)
    for readings in every(history, "dead_units"):
        late = latest(finite(readings), 0.5)
        if len(late.values) >= FRESH and (share := middle(late.values)) >= DEAD:
            return f"; {share:.0%} of the units of {readings.where} are dead (limit {DEAD:.0%})", (evidence(late, -1),)
    loss = only(history, "loss")
    course = loss_course(loss)
    if course in ("diverged", "rising", "flat"):
        message = {"diverged": "diverged", "rising": "rises", "flat": "does not fall"}[course]
        return f"; the loss {message}", (evidence(loss, -1),)
    return "", ()
