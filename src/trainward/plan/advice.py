"""What each optimisation method does, or would do, for a run: found in `methods`, where nothing registers them."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Final, TypeAlias

import trainward.plan.methods
from trainward.plan.method import Contrast, Effect, Variant, effect
from trainward.plan.traits import traits_of
from trainward.plan.wording import change_phrase
from trainward.records.estimate import Estimate
from trainward.records.plan import Advice

Compare: TypeAlias = Callable[[Variant], Contrast | None]
"""Pure: the present run to the pair with and without the method, None where it has no place."""

_SPEEDUP: Final = 0.01  # a smaller change of the step is not worth a line; chosen
_GIB: Final = 1.0  # nor is a smaller change of the memory; chosen


@dataclass(frozen=True, slots=True)
class Method:
    """An optimisation method: its name, and what compares a run with and without it."""

    name: str
    compare: Compare


@cache
def all_methods() -> tuple[Method, ...]:
    """Return every method: each module of `methods` with `NAME` and `compare` is one; in the order of their names."""
    found = []
    for info in pkgutil.iter_modules(trainward.plan.methods.__path__, f"{trainward.plan.methods.__name__}."):
        module = importlib.import_module(info.name)
        if hasattr(module, "NAME"):
            found.append(Method(module.NAME, module.compare))
    return tuple(sorted(found, key=lambda one: one.name))


def advice(estimate: Estimate) -> tuple[Advice, ...]:
    """Return what the methods do that change the step by more than 1 % or the memory by more than 1 GiB.

    The methods that do most for the step come first. Each is compared alone, all else as it is.
    """
    question = estimate.question
    now = Variant(question, traits_of(question.stack, question.gpu))
    return tuple(sorted(_matters(now), key=lambda one: -abs(log(one.speedup))))


def _matters(now: Variant) -> Iterator[Advice]:
    for method in all_methods():
        pair = method.compare(now)
        found = effect(pair) if pair is not None else None
        if pair is None or found is None:
            continue
        if abs(found.speedup - 1) > _SPEEDUP or abs(found.memory_gib) > _GIB:
            yield Advice(method.name, pair.used, found.speedup, found.memory_gib, _sentence(pair, found))


def _sentence(pair: Contrast, found: Effect) -> str:
    change = change_phrase(found.speedup, "fast", "slow") or "as fast"
    size = f"{abs(found.memory_gib):.3g} GiB {'more' if found.memory_gib > 0 else 'less'}"
    memory = size if abs(found.memory_gib) >= _GIB / 10 else "no more memory"
    told = f"{pair.says}: {change} with it, {memory}"
    if not found.off_fits and found.on_fits:
        return f"{told}; it does not fit without"
    return f"{told}; it does not fit with it" if found.off_fits and not found.on_fits else told
