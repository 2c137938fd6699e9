"""A module turned finite inputs into NaN or infinity, and the loss with it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

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
    flags = [(series, series.values > 0) for series in every(history, "activation_nonfinite")]
    spread = [(series, ~np.isfinite(series.values)) for series in every(history, "activation_std")]
    order = {series.where: rank for rank, (series, _) in enumerate(spread)}
    for read, origin in ((flags, "although its inputs are"), (spread, "and that of no module before it")):
        hit = [(series, bad) for series, bad in read if bad.any()]
        if hit:
            yield from _finding(history, sorted(hit, key=lambda each: order.get(each[0].where, -1)), origin)
            return


def _finding(history: History, hit: list[tuple[Series, NDArray[np.bool_]]], origin: str) -> Iterator[Finding]:
    step = min(int(series.steps[bad].min()) for series, bad in hit)
    if not _loss_suffers(history, step):
        return
    at_step = [(series, bad & (series.steps == step)) for series, bad in hit]
    here = [(series, int(np.argmax(bad))) for series, bad in at_step if bad.any()]
    series, index = here[0]
    message = (
        f"the output of {series.where} is not finite at step {step} {origin}; {len(here)} modules are named at "
        "this step, this is the first of the forward pass"
    )
    yield Finding(META.name, META.code, META.severity, step, message, (evidence(series, index),))


def _loss_suffers(history: History, step: int) -> bool:
    loss = only(history, "loss")
    after = loss.values[loss.steps >= step]
    return not len(after) or bool((~np.isfinite(after)).any())
