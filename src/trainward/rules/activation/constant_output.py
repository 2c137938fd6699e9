"""The model's output is the same for every sample."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every, evidence, finite
from trainward.rules.lasting import lasting_since

META = RuleMeta(
    code="ACT006",
    name="constant-output",
    reads=("output_variation", "batch_size", "input_std"),
    window=3,
    severity="error",
    source="TheDeepChecker (coefficient of variation of the outputs below 1e-3); lowered by calibration, see the page",
)

CONSTANT = 1e-5  # deviation over the batch against root mean square; healthy runs stay above 2e-4; calibrated


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each model whose outputs do not vary up to the newest reading."""
    if _one_by_one(history) or _inputs_are_constant(history):
        return
    for raw in every(history, "output_variation"):
        series = finite(raw)
        begin = lasting_since(series.values < CONSTANT, series.steps)
        if begin is not None:
            newest = len(series.values) - 1
            yield Finding(
                META.name,
                META.code,
                META.severity,
                int(series.steps[begin]),
                f"outputs{' of ' + series.where if series.where else ''} vary over the batch by "
                f"{series.values[newest]:.2g} of their size since step {series.steps[begin]}, "
                f"in {newest - begin + 1} readings (limit {CONSTANT:g})",
                (evidence(series, begin), evidence(series, newest)),
            )


def _one_by_one(history: History) -> bool:
    sizes = [series.values.max() for series in every(history, "batch_size") if len(series.values)]
    return bool(sizes) and max(sizes) < 2


def _inputs_are_constant(history: History) -> bool:
    widths = [series.values for series in every(history, "input_std") if len(series.values)]
    return bool(widths) and all((values == 0).all() for values in widths)
