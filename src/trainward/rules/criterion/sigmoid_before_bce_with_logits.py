"""Binary cross entropy with logits is given probabilities, although it applies the sigmoid itself."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import evidence
from trainward.rules.loss_function import BCE_WITH_LOGITS, places
from trainward.rules.side_by_side import side_by_side

META = RuleMeta(
    code="CRI002",
    name="sigmoid-before-bce-with-logits",
    reads=("prediction_min", "prediction_max"),
    window=5,
    severity="error",
    source="chosen: the range of a sigmoid, with what only a sigmoid does within it; see the page",
)

START = (0.25, 0.75)  # middle of a fresh sigmoid's outputs; fresh logits lie about 0
NEAR = 0.1  # distance from 0 or 1 at which outputs press against the bounds of a sigmoid
LASTING = 20  # readings within 0..1 that are enough without pressing against a bound
LASTING_STEPS = 200  # steps these readings must span


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each binary cross entropy with logits whose predictions never leave 0..1."""
    for where in places(history, "prediction_min", BCE_WITH_LOGITS):
        low, high = side_by_side(history, where, "prediction_min", "prediction_max")
        if len(low.steps) >= META.window and _is_sigmoid(low, high):
            yield Finding(
                rule=META.name,
                code=META.code,
                severity="error",
                step=int(low.steps[0]),
                message=(
                    f"{where} is given probabilities instead of logits: in all {len(low.steps)} readings "
                    "predictions lie "
                    f"within {low.values.min():.3g}..{high.values.max():.3g}, never below 0 or above 1"
                ),
                evidence=(evidence(low, int(low.values.argmin())), evidence(high, int(high.values.argmax()))),
            )


def _is_sigmoid(low: Series, high: Series) -> bool:
    """Whether predictions stay within 0..1, began in its middle, and went to a bound or stayed for long."""
    lowest, highest = low.values.min(), high.values.max()
    middle = (low.values[0] + high.values[0]) / 2
    if lowest < 0 or highest > 1 or not START[0] <= middle <= START[1]:
        return False
    clipped = (low.values == 0).mean() > 0.5 and highest < 1 - NEAR
    pressing = lowest <= NEAR or highest >= 1 - NEAR
    lasting = len(low.steps) >= LASTING and low.steps[-1] - low.steps[0] >= LASTING_STEPS
    return bool(not clipped and (pressing or lasting))
