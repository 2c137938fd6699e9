"""Hidden sigmoid or tanh units sit at their bounds, where they have no gradient."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite, only
from trainward.rules.grid import model_of
from trainward.rules.lasting import lasting_since
from trainward.rules.progress import loss_fell

META = RuleMeta(
    code="ACT003",
    name="saturated-units",
    reads=("saturated_units", "activation_std", "loss"),
    window=3,
    severity="warning",
    source="SageMaker Debugger SaturatedActivation, TheDeepChecker (0.85 for half the units); see the page",
)

MANY = 0.7  # of the outputs; healthy hidden layers reach 0.41; calibrated
START = 3  # readings; what saturates later has learned to
WIDE = 6.0  # standard deviation of what goes in, the width at which 70 % of a tanh's outputs saturate; computed
SHOWN = 3
BEFORE = "input of "  # how a place is named whose activation is a function and no module


def check(history: History) -> Iterator[Finding]:
    """Yield one finding that counts the hidden layers that began saturated, or became so while nothing was learned."""
    places = [series.where for series in every(history, "activation_std")]
    read = [finite(series) for series in every(history, "saturated_units") if _is_hidden(series.where, places)]
    hit = [(begin, one) for one in read if (begin := lasting_since(one.values >= MANY, one.steps)) is not None]
    began_so = [each for each in hit if each[0] < START]
    if not began_so and loss_fell(history):
        return
    width = {one.where: _width_before(history, one.where, places) for _, one in hit}
    wide = [each for each in began_so or hit if width[each[1].where] >= WIDE]
    unknown = [each for each in began_so or hit if width[each[1].where] == 0]
    if wide or len(unknown) >= 2:
        yield _finding(wide + unknown, len(read))


def _is_hidden(place: str, places: list[str]) -> bool:
    """Return whether a place is neither the input of a model nor its output.

    An output near its bounds is what a sure answer looks like; a model's input may be a picture in black and white.
    """
    module = place.removeprefix(BEFORE)
    same = [each for each in places if model_of(each) == model_of(module)]
    return module not in same or module != (same[0] if place.startswith(BEFORE) else same[-1])


def _width_before(history: History, place: str, places: list[str]) -> float:
    """Return the usual standard deviation of what goes into the activation; 0 when it is not known."""
    module = place.removeprefix(BEFORE)
    index = places.index(module) - 1 if module in places else -1
    if index < 0:
        return 0.0
    width = finite(only(history, "activation_std", places[index])).values
    return float(np.median(width)) if len(width) else 0.0


def _finding(hit: list[tuple[int, Series]], count: int) -> Finding:
    begin, worst = max(hit, key=lambda each: float(each[1].values[-1]))
    names = ", ".join(series.where for _, series in hit[:SHOWN])
    return Finding(
        META.name,
        META.code,
        META.severity,
        int(worst.steps[begin]),
        f"{worst.values[-1]:.0%} of the outputs of {worst.where} are within 1 % of their bounds since step "
        f"{worst.steps[begin]} (limit {MANY:.0%}); so in {len(hit)} of {count} hidden layers: {names}",
        (evidence(worst, begin), evidence(worst, len(worst.values) - 1)),
    )
