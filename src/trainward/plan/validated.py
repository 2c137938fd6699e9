"""Whether a question lies inside what published runs could be held against, and in what it lies outside."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from trainward.plan.parameters import total_parameters
from trainward.records.estimate import Question
from trainward.records.model_shape import ModelShape

_REACH = 1.25  # a number this far outside the rows still counts as inside; chosen


@dataclass(frozen=True, slots=True)
class Validated:
    """What the runs of a fit cover: (generation, precision, dense or sparse), and least and most of three numbers."""

    kinds: tuple[tuple[str, str, str], ...]
    seq_len: tuple[float, float]
    gpus: tuple[float, float]
    params_b: tuple[float, float]


@cache
def published() -> Validated:
    """Return what the published runs of the fit cover."""
    text = files("trainward.plan").joinpath("constants.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)["validated"]
    kinds = tuple((generation, precision, sparse) for generation, precision, sparse in table.pop("kinds"))
    return Validated(kinds=kinds, **{name: (low, high) for name, (low, high) in table.items()})


def extrapolations(question: Question, inside: Validated | None = None) -> tuple[str, ...]:
    """Return sentences on what of a question no published run of the fit is like, none where all is."""
    return tuple(_found(question, inside or published()))


def _found(question: Question, inside: Validated) -> Iterator[str]:
    if not isinstance(question.model, ModelShape):
        yield "no published run of a model that is not a transformer is in the fit"
        return
    gpu, precision = question.gpu, question.stack.precision
    kinds = set(inside.kinds)
    sparse = "sparse" if question.model.experts else "dense"
    if gpu.generation not in {one[0] for one in kinds}:
        yield f"no run on {gpu.name} or its generation is in the fit"
    elif (gpu.generation, precision) not in {one[:2] for one in kinds}:
        yield f"no run in {precision} on {gpu.name} or its generation is in the fit"
    elif (gpu.generation, precision, sparse) not in kinds:
        yield f"no run of a {sparse} model in {precision} on {gpu.name} or its generation is in the fit"
    if question.scenario.purpose != "pre-training":
        yield f"the runs of the fit are pre-training, and this is {question.scenario.purpose}"
    yield from _numbers(question, question.model, inside)


def _numbers(question: Question, shape: ModelShape, inside: Validated) -> Iterator[str]:
    for name, value, words in (
        ("seq_len", question.scenario.seq_len, "tokens in a sequence"),
        ("gpus", question.layout.gpus, "GPUs"),
        ("params_b", total_parameters(shape) / 1e9, "billion parameters"),
    ):
        low, high = getattr(inside, name)
        if not low / _REACH <= value <= high * _REACH:
            yield f"{words}: {value:,.6g}, and the runs of the fit have {low:,.6g} to {high:,.6g}"
