"""Steps spend most of their time waiting for their batches."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import evidence, finite, only
from trainward.rules.robust import block_edges, middle
from trainward.rules.side_by_side import side_by_side

META = RuleMeta(
    code="SPE003",
    name="waiting-for-data",
    reads=("step_seconds", "data_wait_seconds", "batch_size", "micro_batches"),
    window=32,
    severity="warning",
    source="Amazon SageMaker Debugger, IOBottleneck: 50 % of the time; least wait calibrated, see the page",
)

SHARE = 0.5  # of the time of a stretch of steps
WAIT = 0.01  # s a step; less is not worth a word
SAMPLE = 5e-5  # s a sample; collating ready samples takes 5e-6, on a busy machine 2e-5
TOTAL = 2.0  # s in the whole run; less is not worth a word either
STRETCH = 16  # steps: workers deliver in bursts, so single steps say little
WARM_UP = 4  # steps in which workers start


def check(history: History) -> Iterator[Finding]:
    """Yield one finding if in the usual stretch of steps more than half of the time is waiting."""
    step, wait = side_by_side(history, "", "step_seconds", "data_wait_seconds")
    if len(step.values) < META.window + WARM_UP:
        return
    seconds, waited = step.values[WARM_UP:], np.clip(wait.values[WARM_UP:], 0, step.values[WARM_UP:])
    edges = block_edges(len(seconds), max(2, len(seconds) // STRETCH))[:-1]
    counts = np.diff(np.append(edges, len(seconds)))
    waits = np.add.reduceat(waited, edges)
    shares = waits / np.maximum(np.add.reduceat(seconds, edges), 1e-12)
    share, usual = middle(shares), middle(waits / counts)
    if share <= SHARE or waited.sum() < TOTAL or usual < max(WAIT, SAMPLE * _samples(history)):
        return
    begin = WARM_UP + int(edges[int(np.argmax(shares > SHARE))])
    yield Finding(
        rule=META.name,
        code=META.code,
        severity="warning",
        step=int(step.steps[begin]),
        message=(
            f"{share:.0%} of the time of a step is waiting for its batch (limit {SHARE:.0%}), "
            f"{usual * 1e3:.3g} ms of "
            f"{usual / share * 1e3:.3g} ms"
        ),
        evidence=(evidence(wait, begin), evidence(step, begin)),
    )


def _samples(history: History) -> float:
    """Return the usual number of samples in a step; 0 when it is not known."""
    size = middle(finite(only(history, "batch_size", "train")).values)
    batches = middle(finite(only(history, "micro_batches")).values)
    return 0.0 if np.isnan(size) else size * (1.0 if np.isnan(batches) else batches)
