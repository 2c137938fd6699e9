"""Losses are backpropagated again and again, but nothing ever updates a parameter."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every, evidence, only
from trainward.rules.lasting import lasting_since

META = RuleMeta(
    code="PAR007",
    name="optimizer-step-missing",
    reads=("loss", "learning_rate", "param_norm", "update_ratio", "training_mode"),
    window=20,
    severity="error",
    source="TrainCheck: backward must be followed by a change of the parameters; the window is chosen, see the page",
)

LOSSES = 20  # fewer may be a rehearsal of the loop; chosen


def check(history: History) -> Iterator[Finding]:
    """Yield one finding when no optimizer ever stepped and all norms stay the same bit for bit."""
    loss = only(history, "loss")
    stepped = any(len(series.values) for series in every(history, "learning_rate"))
    if len(loss.values) < LOSSES or stepped or _evaluating(history):
        return
    norms = [series for series in every(history, "param_norm") if len(series.values)]
    still = [series for series in norms if (series.values == series.values[0]).all()]
    read = [series for series in still if lasting_since(np.ones(len(series.values), bool), series.steps) == 0]
    moved = any((series.values > 0).any() for series in every(history, "update_ratio"))
    if read and len(still) == len(norms) and not moved:
        yield Finding(
            META.name,
            META.code,
            META.severity,
            int(loss.steps[0]),
            f"{len(loss.values)} losses were backpropagated and no optimizer stepped; the norms of all {len(norms)} "
            f"parameters are the same in {len(read[0].values)} readings up to step {read[0].steps[-1]}",
            (evidence(read[0], 0), evidence(read[0], len(read[0].values) - 1), evidence(loss, len(loss.values) - 1)),
        )


def _evaluating(history: History) -> bool:
    modes = [series.values for series in every(history, "training_mode") if len(series.values)]
    return bool(modes) and all((values == 0).all() for values in modes)
