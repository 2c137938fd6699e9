"""The options of `trainward plan` as they were typed, and the refusal of those that a question has no use for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from trainward.errors import PlanError

OF_INFERENCE: Final = ("sequences", "tokens_per_second", "prompt_tokens", "output_tokens")
"""Options that say something of served users alone."""

_OPTIONS: Final = {"purpose": "--for", "most_gpus": "--max-gpus"}  # named unlike their words


@dataclass(frozen=True, slots=True)
class Words:
    """The options as they were typed; empty where they were not."""

    model: str = ""
    module: str = ""
    input: str = ""
    purpose: str = "pre-training"
    tokens: str = ""
    seq_len: str = ""
    global_batch: str = ""
    gpu: tuple[str, ...] = ()
    gpus: int | None = None
    layout: str = ""
    precision: str = ""
    framework: str = ""
    objective: str = ""
    deadline: float | None = None
    budget: str = ""
    most_gpus: int | None = None
    prices: str = ""
    sequences: str = ""
    tokens_per_second: str = ""
    prompt_tokens: str = ""
    output_tokens: str = ""


def refuse_options(words: Words, names: Sequence[str], why: str) -> None:
    """Let nothing that was typed be passed over in silence.

    Raises:
        PlanError: one of these options was given; `why` says what to do.
    """
    usual = Words()
    for name in names:
        if getattr(words, name) != getattr(usual, name):
            option = _OPTIONS.get(name, f"--{name.replace('_', '-')}")
            raise PlanError(f"{option} {_typed(getattr(words, name))}: {why}")


def _typed(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def refuse_none(words: Words) -> None:
    """Let no limit be nothing or less.

    Raises:
        PlanError: one is.
    """
    for value, option in ((words.gpus, "--gpus"), (words.most_gpus, "--max-gpus"), (words.deadline, "--deadline")):
        if value is not None and value <= 0:
            raise PlanError(f"{option} {value:g}: there is more than none; give a positive number")
