"""The gradient norm and the learning rate as the log prints them."""

import math
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

from trainward.logs.measurements import of_signal
from trainward.logs.patterns import pattern
from trainward.records.log import LogFact, LogView, Measurement

FACTS: Final = {
    "grad-norm-nonfinite": "the gradient norm is NaN or infinite",
    "grad-norm-explodes": "the gradient norm grew many times over",
    "grad-norm-zero": "the gradient norm is exactly 0",
    "learning-rate-zero": "the learning rate is 0 beyond the start",
    "learning-rate-high": "the learning rate is higher than almost any run stands",
}

_ROUNDED: Final = pattern(r"(?:lr|rate)[^0-9]{1,6}0[.]0{1,4}(?:[^0-9e]|$)")  # too few digits to tell 1e-5 from 0
_EXPLODES: Final = 100.0  # times the median so far; chosen
_FEW: Final = 3
_HIGH: Final = (
    0.9  # highest that SGD with momentum and warm-up is commonly run at is 0.8 (Goyal et al. 2017, large batch)
)


def read(view: LogView) -> Iterator[LogFact]:
    """Yield what the norms and the learning rates show."""
    norms = of_signal(view.measurements, "grad_norm")
    yield from _norms(norms)
    rates = of_signal(view.measurements, "learning_rate")
    rounded = any(_ROUNDED.search(one.line.text) for one in rates)
    if len(rates) >= _FEW and all(one.value == 0 for one in rates[1:]) and not rounded:
        yield _fact("learning-rate-zero", f"{len(rates)} readings, all but the first 0", rates)
    if rates and rates[0].value > _HIGH:
        yield _fact("learning-rate-high", f"learning rate {rates[0].value:g}", rates)


def _norms(norms: Sequence[Measurement]) -> Iterator[LogFact]:
    bad = [one for one in norms if not math.isfinite(one.value)]
    if bad:
        lasting = 2 * len(bad) >= len(norms)  # a scaler skips single steps, and prints their norm
        says = f"gradient norm {bad[0].value:g} in {len(bad)} of {len(norms)} readings"
        yield LogFact("grad-norm-nonfinite", says, tuple(one.line for one in bad[:3]), alarming=lasting)
    finite = [one for one in norms if math.isfinite(one.value)]
    if len(finite) >= _FEW and all(one.value == 0 for one in finite):
        yield _fact("grad-norm-zero", f"{len(finite)} readings of exactly 0", finite)
    usual = median(one.value for one in finite) if finite else 0.0
    peak = max(finite, key=lambda one: one.value, default=None)
    if peak is not None and len(finite) > _FEW and usual > 0 and peak.value > _EXPLODES * usual:
        yield _fact("grad-norm-explodes", f"{peak.value:g}, usually {usual:g}", [peak])


def _fact(name: str, says: str, readings: Sequence[Measurement]) -> LogFact:
    return LogFact(name, says, tuple(one.line for one in readings[:3]))
