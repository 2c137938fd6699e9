"""A module turned finite inputs into NaN or infinity, and the loss with it."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, only

META = RuleMeta(
    code="ACT001",
    name="activation-non-finite",
    reads=("activation_nonfinite", "activation_std", "loss"),
    window=1,
    severity="error",
    source="DeepLocalize: the first layer whose output is not a number locates the fault; no threshold",
)


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for the first module at the first step; silent while every loss stays finite."""
    bad = [(int(series.steps[series.values > 0].min()), series) for series in _named(history)]
    if not bad:
        return
    step = min(first for first, _ in bad)
    hit = [series for first, series in bad if first == step]
    if not _loss_suffers(history, step):
        return
    shown = evidence(hit[0], int(np.argmax((hit[0].steps == step) & (hit[0].values > 0))))
    message = (
        f"the output of {hit[0].where} is not finite at step {step} although its inputs are; "
        f"{len(hit)} modules at this step, this is the first of the forward pass"
    )
    yield Finding(META.name, META.code, META.severity, step, message, (shown,))


def _named(history: History) -> list[Series]:
    """Return the modules that ever put out such a value, in the order of the forward pass."""
    order = {series.where: rank for rank, series in enumerate(every(history, "activation_std"))}
    named = [series for series in every(history, "activation_nonfinite") if (series.values > 0).any()]
    return sorted(named, key=lambda series: order.get(series.where, -1))


def _loss_suffers(history: History, step: int) -> bool:
    after = only(history, "loss")
    values = after.values[after.steps >= step]
    return not len(values) or bool((~np.isfinite(values)).any())
