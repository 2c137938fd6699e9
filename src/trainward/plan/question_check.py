"""Says of a question that cannot be answered what is wrong with it, and the smallest change that works."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from trainward.errors import PlanError
from trainward.plan.sharding import END_LAYERS
from trainward.records.estimate import Question
from trainward.records.layout import Layout
from trainward.records.model_shape import ModelShape

_COUNTS: Final = (
    ("gpus", "GPUs"),
    ("tensor", "tensor-parallel ranks"),
    ("pipeline", "pipeline stages"),
    ("data", "data-parallel ranks"),
    ("context", "context-parallel ranks"),
    ("expert", "expert-parallel ranks"),
    ("virtual_stages", "virtual stages"),
    ("micro_batch", "sequences in a micro-batch"),
)
_FURTHER: Final = ("tensor", "pipeline", "context", "data", "expert")
_MOST_CHANGES: Final = 12


@dataclass(frozen=True, slots=True)
class _Trouble:
    """What contradicts, the smallest change, and the question with it made."""

    told: str
    advice: str
    mended: Question


def check_question(question: Question) -> None:
    """Raise where a question contradicts itself.

    Raises:
        PlanError: says what, the value against the limit, and the smallest change that works.
    """
    for trouble in question_troubles(question):
        raise PlanError(trouble)


def question_troubles(question: Question) -> Iterator[str]:
    """Yield what contradicts in a question, the gravest first, each with all that must change for it to be answered."""
    for trouble in _troubles(question):
        yield f"{trouble.told}; {trouble.advice}{_further(trouble.mended)}"


def nearest_divisor(number: int, wanted: int) -> int:
    """Return the divisor of a number that is nearest to the wanted one, the smaller of two equally near."""
    if wanted >= number:
        return number
    around = ((wanted - apart, wanted + apart) for apart in range(wanted))
    return next(one for pair in around for one in pair if one <= number and number % one == 0)


def _further(mended: Question) -> str:
    """Return what must be changed besides, so that nothing is left to contradict."""
    whole = mended
    for _ in range(_MOST_CHANGES):
        trouble = next(_troubles(whole), None)
        if trouble is None:
            break
        whole = trouble.mended
    before, after = mended.layout, whole.layout
    changes = [f"{name} {getattr(after, name)}" for name in _FURTHER if getattr(after, name) != getattr(before, name)]
    if after.virtual_stages != before.virtual_stages:
        changes.append(f"at most {after.virtual_stages} virtual stages")
    if whole.scenario.global_batch != mended.scenario.global_batch:
        changes.append(f"a global batch of {whole.scenario.global_batch}")
    return f", together with {', '.join(changes)}" if changes else ""


def _troubles(question: Question) -> Iterator[_Trouble]:
    layout, scenario = question.layout, question.scenario
    for name, words in _COUNTS:
        if getattr(layout, name) < 1:
            told = f"layout: {getattr(layout, name)} {words}"
            yield _Trouble(told, "there is at least 1", _with(question, **{name: 1}))
            return
    for name, words in (("seq_len", "sequence length"), ("global_batch", "global batch")):
        if getattr(scenario, name) < 1:
            mended = replace(question, scenario=replace(scenario, seq_len=max(1, scenario.seq_len), global_batch=1))
            yield _Trouble(f"scenario: {words} {getattr(scenario, name)}", "it is at least 1", mended)
            return
    if layout.zero not in (0, 1, 2, 3):
        yield _Trouble(f"layout: ZeRO stage {layout.zero}", "it is 0, 1, 2 or 3", _with(question, zero=3))
    if isinstance(question.model, ModelShape):
        yield from _divisions(question, question.model)
    yield from _product(question)
    if isinstance(question.model, ModelShape):
        yield from _experts(question, question.model)
    yield from _batch(question)


def _with(question: Question, **changes: Any) -> Question:
    return replace(question, layout=replace(question.layout, **changes))


def _product(question: Question) -> Iterator[_Trouble]:
    layout = question.layout
    product = layout.tensor * layout.pipeline * layout.data * layout.context
    if product == layout.gpus:
        return
    others = layout.tensor * layout.pipeline * layout.context
    told = (
        f"layout: tensor {layout.tensor} x pipeline {layout.pipeline} x context {layout.context} x data {layout.data} "
        f"= {product}, and there are {layout.gpus} GPUs"
    )
    if layout.gpus % others == 0:
        data = layout.gpus // others
        yield _Trouble(told, f"with data {data} it is {layout.gpus}", _with(question, data=data))
        return
    nearest = others * max(1, (2 * layout.gpus + others - 1) // (2 * others))
    yield _Trouble(
        f"{told}, which {others} does not divide",
        f"take {nearest} GPUs with data {nearest // others}",
        _with(question, gpus=nearest, data=nearest // others),
    )


def _divisions(question: Question, shape: ModelShape) -> Iterator[_Trouble]:
    layout = question.layout
    if shape.heads % layout.tensor:
        works = nearest_divisor(shape.heads, layout.tensor)
        told = f"layout: {shape.heads} attention heads of {shape.name} do not divide by tensor {layout.tensor}"
        yield _Trouble(told, f"tensor {works} does", _with(question, tensor=works))
    if layout.pipeline > shape.layers:
        told = f"layout: {layout.pipeline} pipeline stages for {shape.layers} layers of {shape.name}"
        yield _Trouble(told, f"there are at most {shape.layers}", _with(question, pipeline=shape.layers))
    elif layout.virtual_stages > 1 and layout.virtual_stages * layout.pipeline > shape.layers + END_LAYERS:
        most = max(1, (shape.layers + END_LAYERS) // layout.pipeline)
        told = (
            f"layout: pipeline {layout.pipeline} x {layout.virtual_stages} virtual stages are more than the "
            f"{shape.layers} layers of {shape.name}"
        )
        yield _Trouble(told, f"at most {most} virtual stages", _with(question, virtual_stages=most))


def _experts(question: Question, shape: ModelShape) -> Iterator[_Trouble]:
    layout = question.layout
    if layout.expert == 1:
        return
    if shape.experts is None:
        told = f"layout: expert {layout.expert}, and {shape.name} has no experts"
        yield _Trouble(told, "expert 1", _with(question, expert=1))
        return
    room = layout.data * layout.context * layout.tensor
    if shape.experts.count % layout.expert or room % layout.expert:
        works = _largest_both(shape.experts.count, room, layout.expert)
        told = (
            f"layout: expert {layout.expert} must divide the {shape.experts.count} experts of {shape.name} and "
            f"data x context x tensor = {room}"
        )
        yield _Trouble(told, f"expert {works} does", _with(question, expert=works))


def _largest_both(count: int, room: int, most: int) -> int:
    """Return the largest number up to `most` that divides both."""
    return max(n for n in range(1, min(count, room, most) + 1) if count % n == 0 == room % n)


def _batch(question: Question) -> Iterator[_Trouble]:
    layout: Layout = question.layout
    batch = question.scenario.global_batch
    each = layout.data * layout.micro_batch
    if batch % each == 0:
        return
    told = f"layout: data {layout.data} x micro-batch {layout.micro_batch} = {each}"
    nearest = max(1, round(batch / each)) * each
    mended = replace(question, scenario=replace(question.scenario, global_batch=nearest))
    if batch < each:
        told = f"{told} is more than the global batch of {batch}"
        yield _Trouble(told, f"a global batch of {each} is the smallest", mended)
    else:
        told = f"{told} does not divide the global batch of {batch}"
        yield _Trouble(told, f"{nearest} is the nearest that it divides", mended)
