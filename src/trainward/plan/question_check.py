"""Says of a question that cannot be answered what is wrong with it, and the smallest change that works."""

from collections.abc import Iterator
from typing import Final

from trainward.errors import PlanError
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


def check_question(question: Question) -> None:
    """Raise where a question contradicts itself.

    Raises:
        PlanError: says what, the value against the limit, and the smallest change that works.
    """
    for trouble in question_troubles(question):
        raise PlanError(trouble)


def question_troubles(question: Question) -> Iterator[str]:
    """Yield what contradicts in a question, the gravest first."""
    layout, scenario = question.layout, question.scenario
    for name, words in _COUNTS:
        if getattr(layout, name) < 1:
            yield f"layout: {getattr(layout, name)} {words}; there is at least 1"
            return
    if layout.zero not in (0, 1, 2, 3):
        yield f"layout: ZeRO stage {layout.zero}; it is 0, 1, 2 or 3"
    for value, words in ((scenario.seq_len, "sequence length"), (scenario.global_batch, "global batch")):
        if value < 1:
            yield f"scenario: {words} {value}; it is at least 1"
            return
    yield from _product(layout)
    if isinstance(question.model, ModelShape):
        yield from _divisions(question.model, layout)
    yield from _batch(layout, scenario.global_batch)


def _product(layout: Layout) -> Iterator[str]:
    product = layout.tensor * layout.pipeline * layout.data * layout.context
    if product == layout.gpus:
        return
    others = layout.tensor * layout.pipeline * layout.context
    told = (
        f"layout: tensor {layout.tensor} x pipeline {layout.pipeline} x context {layout.context} x data {layout.data} "
        f"= {product}, and there are {layout.gpus} GPUs"
    )
    if layout.gpus % others == 0:
        yield f"{told}; with data {layout.gpus // others} it is {layout.gpus}"
    else:
        below, above = others * (layout.gpus // others), others * (layout.gpus // others + 1)
        nearest = above if below == 0 or above - layout.gpus < layout.gpus - below else below
        yield f"{told}, which {others} does not divide; take {nearest} GPUs with data {nearest // others}"


def _divisions(shape: ModelShape, layout: Layout) -> Iterator[str]:
    if shape.heads % layout.tensor:
        works = nearest_divisor(shape.heads, layout.tensor)
        yield (
            f"layout: {shape.heads} attention heads of {shape.name} do not divide by tensor {layout.tensor}; "
            f"tensor {works} does"
        )
    if layout.pipeline > shape.layers:
        yield (
            f"layout: {layout.pipeline} pipeline stages for {shape.layers} layers of {shape.name}; "
            f"there are at most {shape.layers}"
        )
    if layout.virtual_stages * layout.pipeline > shape.layers and layout.virtual_stages > 1:
        most = max(1, shape.layers // layout.pipeline)
        yield (
            f"layout: pipeline {layout.pipeline} x {layout.virtual_stages} virtual stages are more than the "
            f"{shape.layers} layers of {shape.name}; at most {most} virtual stages"
        )
    yield from _experts(shape, layout)


def _experts(shape: ModelShape, layout: Layout) -> Iterator[str]:
    if layout.expert == 1:
        return
    if shape.experts is None:
        yield f"layout: expert {layout.expert}, and {shape.name} has no experts; expert 1"
        return
    room = layout.data * layout.context * layout.tensor
    if shape.experts.count % layout.expert or room % layout.expert:
        works = max(n for n in range(1, layout.expert + 1) if shape.experts.count % n == 0 and room % n == 0)
        yield (
            f"layout: expert {layout.expert} must divide the {shape.experts.count} experts of {shape.name} and "
            f"data x context x tensor = {room}; expert {works} does"
        )


def _batch(layout: Layout, global_batch: int) -> Iterator[str]:
    each = layout.data * layout.micro_batch
    if global_batch % each == 0:
        return
    if global_batch < each:
        yield (
            f"layout: data {layout.data} x micro-batch {layout.micro_batch} = {each} is more than the global batch of "
            f"{global_batch}; a global batch of {each} is the smallest"
        )
    else:
        nearest = round(global_batch / each) * each
        yield (
            f"layout: data {layout.data} x micro-batch {layout.micro_batch} = {each} does not divide the global batch "
            f"of {global_batch}; {nearest} is the nearest that it divides"
        )


def nearest_divisor(number: int, wanted: int) -> int:
    """Return the divisor of a number that is nearest to the wanted one, the smaller of two equally near."""
    return min((n for n in range(1, number + 1) if number % n == 0), key=lambda n: (abs(n - wanted), n))
