"""Cross entropy is given probabilities, although it takes logits and applies softmax itself."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence, only
from trainward.rules.loss_function import CROSS_ENTROPY, places
from trainward.rules.side_by_side import side_by_side

META = RuleMeta(
    code="CRI001",
    name="probabilities-into-cross-entropy",
    reads=("prediction_min", "prediction_max", "prediction_row_sum_error", "class_count"),
    window=3,
    severity="error",
    source="chosen: the definition of a softmax output, within the rounding of bfloat16; see the page",
)

ROUNDING = 1e-2  # largest distance of a row of softmax outputs from 1; bfloat16 keeps 8 bits


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each cross entropy that saw nothing but probabilities."""
    for where in places(history, "prediction_row_sum_error", CROSS_ENTROPY):
        low, high, error = side_by_side(history, where, "prediction_min", "prediction_max", "prediction_row_sum_error")
        classes = only(history, "class_count", where).values
        if len(low.steps) < META.window or (classes == 1).any():
            continue
        probabilities = (low.values >= 0) & (high.values <= 1 + ROUNDING) & (error.values <= ROUNDING)
        if probabilities.all():
            yield Finding(
                rule=META.name,
                code=META.code,
                severity="error",
                step=int(low.steps[0]),
                message=(
                    f"{where} is given probabilities instead of logits: in {len(low.steps)} of "
                    f"{len(low.steps)} readings "
                    f"predictions lie within 0..1 and each row sums to 1 within {error.values.max():.1g} "
                    f"(limit {ROUNDING:g})"
                ),
                evidence=(evidence(low, -1), evidence(high, -1), evidence(error, -1)),
            )
