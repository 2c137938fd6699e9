"""The optimizer holds parameters that no model uses, while the model's own are in no optimizer."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence

META = RuleMeta(
    code="PAR006",
    name="not-in-model",
    reads=("not_in_model", "not_in_optimizer"),
    window=1,
    severity="error",
    source="TrainCheck, case accelerate-2665: optimizer built before wrapping; the factor is chosen, see the page",
)

ALIKE = 2.0  # copies have as many elements as what they are copies of, up to this factor; chosen


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when what the optimizers hold beside the model is a copy of what they lack."""
    beside, lacking = _known(history, "not_in_model"), _known(history, "not_in_optimizer")
    held, missing = _elements(beside), _elements(lacking)
    if held and missing and 1 / ALIKE <= held / missing <= ALIKE:
        shown = (*beside[:2], *lacking[:2])
        yield Finding(
            META.name,
            META.code,
            META.severity,
            int(beside[0].steps[-1]),
            f"the optimizer holds {held:.0f} elements that no model uses, and {missing:.0f} elements of the model "
            f"that get gradients are in no optimizer, {lacking[0].where} first; its steps do not train the model",
            tuple(evidence(series, len(series.values) - 1) for series in shown),
        )


def _known(history: History, signal: str) -> list[Series]:
    return [series for series in every(history, signal) if len(series.values) and series.values[-1] > 0]


def _elements(all_series: list[Series]) -> float:
    return sum(float(series.values[-1]) for series in all_series)
