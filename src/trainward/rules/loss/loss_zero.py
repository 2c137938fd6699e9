"""The loss is exactly 0 from the start."""

from collections.abc import Iterator
from typing import Final

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every, evidence

META = RuleMeta(
    code="LOS005",
    name="loss-zero",
    reads=("loss", "class_count"),
    window=10,
    severity="error",
    source="an untrained model has something to learn; the number of readings is chosen, see the page",
)

ONE_CLASS_WINDOW: Final = 3  # readings that are enough when the loss function has one class


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each optimizer whose loss was never anything but 0."""
    one_class = next((s for s in every(history, "class_count") if len(s.values) and s.values[-1] == 1), None)
    for series in every(history, "loss"):
        count = len(series.values)
        if count < (META.window if one_class is None else ONE_CLASS_WINDOW) or (series.values != 0).any():
            continue
        why = "" if one_class is None else f"; {one_class.where} sees {one_class.values[-1]:.0f} class"
        seen = () if one_class is None else (evidence(one_class, -1),)
        yield Finding(
            META.name,
            META.code,
            "error",
            int(series.steps[0]),
            f"loss is exactly 0 in all {count} readings since step {series.steps[0]}{why}: nothing is learned from it",
            (evidence(series, 0), *seen),
        )
