"""The graphs of earlier steps are kept alive, so memory grows with every step."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence, only

META = RuleMeta(
    code="MEM004",
    name="graph-retained",
    reads=("graphs_alive",),
    window=4,
    severity="warning",
    source="PyTorch documents, FAQ: do not accumulate history across the training loop; counts chosen, see the page",
)

ALIVE = 5  # graphs of earlier steps among those followed; chosen: a sound loop keeps none
READINGS = 4  # in a row, never falling: a loop that keeps an epoch's graphs lets them go at its end


def check(history: History) -> Iterator[Finding]:
    """Yield a finding where the graphs of ever more past steps stay alive."""
    series = only(history, "graphs_alive")
    values = series.values
    if len(values) < READINGS or not values[-1] >= ALIVE:
        return
    begin = len(values) - 1
    while begin > 0 and 0 < values[begin - 1] <= values[begin]:
        begin -= 1
    if len(values) - begin < READINGS:
        return
    message = (
        f"the graphs of {values[-1]:.0f} followed steps are still alive at step {series.steps[-1]} (limit {ALIVE}), "
        f"and none has been let go since step {series.steps[begin]}: something keeps a loss tensor of every step"
    )
    shown = (evidence(series, begin), evidence(series, len(values) - 1))
    yield Finding(META.name, META.code, META.severity, int(series.steps[begin]), message, shown)
