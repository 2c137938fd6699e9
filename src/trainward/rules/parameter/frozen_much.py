"""Most of the model is frozen."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every, evidence
from trainward.rules.grid import sizes

META = RuleMeta(
    code="PAR013",
    name="frozen-much",
    reads=("frozen_parameters", "param_size"),
    window=1,
    severity="info",
    source="chosen: half of the elements; see the page",
)

MUCH = 0.5  # of all elements; chosen
SHOWN = 3


def check(history: History) -> Iterator[Finding]:
    """Yield one finding that counts what is frozen."""
    frozen = {series.where: series for series in every(history, "frozen_parameters") if len(series.values)}
    elements = sum(float(series.values[-1]) for series in frozen.values())
    trained = sum(size for place, size in sizes(history).items() if place not in frozen)
    share = elements / (elements + trained) if elements + trained > 0 else 0.0
    if share >= MUCH:
        largest = sorted(frozen.values(), key=lambda series: -float(series.values[-1]))[:SHOWN]
        yield Finding(
            META.name,
            META.code,
            META.severity,
            int(largest[0].steps[-1]),
            f"{len(frozen)} parameters with {share:.1%} of all elements are frozen (limit {MUCH:.0%}), the largest is "
            f"{largest[0].where}; {trained:.0f} elements are trained",
            tuple(evidence(series, len(series.values) - 1) for series in largest),
        )
