"""A parameter holds NaN or infinity."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence

META = RuleMeta(
    code="PAR001",
    name="parameter-non-finite",
    reads=("param_nonfinite", "param_norm"),
    window=1,
    severity="fatal",
    source="IEEE 754: every output that the parameter takes part in is NaN from here; no threshold",
)


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for the first step with such a parameter."""
    flags = [(series, series.values > 0) for series in every(history, "param_nonfinite")]
    norms = [(series, ~np.isfinite(series.values)) for series in every(history, "param_norm")]
    for read in (norms, flags):
        first = [(int(series.steps[bad].min()), series) for series, bad in read if bad.any()]
        if first:
            yield _finding(first)
            return


def _finding(first: list[tuple[int, Series]]) -> Finding:
    step = min(found for found, _ in first)
    hit = [series for found, series in first if found == step]
    message = (
        f"{len(hit)} of the parameters read are not finite at step {step}, the first of them {hit[0].where}; "
        "every step from here is lost"
    )
    shown = evidence(hit[0], int(np.argmax(hit[0].steps == step)))
    return Finding(META.name, META.code, META.severity, step, message, (shown,))
