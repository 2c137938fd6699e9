"""Takes the advice of a message on a question: the change that it names is made."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from paper_questions import with_layout, with_scenario

from trainward.records.estimate import Question

_FIELDS: Final = {
    "GPUs": "gpus", "tensor-parallel ranks": "tensor", "pipeline stages": "pipeline", "data-parallel ranks": "data",
    "context-parallel ranks": "context", "expert-parallel ranks": "expert", "virtual stages": "virtual_stages",
    "sequences in a micro-batch": "micro_batch",
}  # fmt: skip
_NAMED: Final = re.compile(r"(?<![a-z])(tensor|pipeline|data|context|expert) (\d+)")


def advice_taken(asked: Question, message: str) -> Question:
    """Return the question with what the last clause of a message tells to change."""
    clause = message.rsplit("; ", 1)[1]
    if "at least 1" in clause:
        return _raised_to_one(asked, message)
    if "it is 0, 1, 2 or 3" in clause:
        return with_layout(asked, zero=3)
    for pattern, change in _CLAUSES:
        if found := re.search(pattern, clause):
            asked = change(asked, int(found[1]))
    return with_layout(asked, **{name: int(value) for name, value in _NAMED.findall(clause)})


def _raised_to_one(asked: Question, message: str) -> Question:
    if message.startswith("scenario"):
        return replace(asked, scenario=replace(asked.scenario, **{_scenario_field(message): 1}))
    words = next(words for words in _FIELDS if re.search(rf"layout: -?\d+ {words};", message))
    return with_layout(asked, **{_FIELDS[words]: 1})


def _scenario_field(message: str) -> str:
    return "seq_len" if "sequence length" in message else "global_batch"


_CLAUSES: Final[tuple[tuple[str, Callable[[Question, int], Question]], ...]] = (
    (r"take (\d+) GPUs", lambda asked, number: with_layout(asked, gpus=number)),
    (r"at most (\d+) virtual", lambda asked, number: with_layout(asked, virtual_stages=number)),
    (r"there are at most (\d+)", lambda asked, number: with_layout(asked, pipeline=number)),
    (r"global batch of (\d+)", lambda asked, number: with_scenario(asked, global_batch=number)),
    (r"^(\d+) is the nearest", lambda asked, number: with_scenario(asked, global_batch=number)),
)
