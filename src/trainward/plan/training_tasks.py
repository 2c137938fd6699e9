"""Reads the training tasks that show what servers can do from `training_tasks.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from trainward.plan.known_models import find_model
from trainward.plan.usual import usual_sequences
from trainward.records.layout import Purpose, Scenario
from trainward.records.model_shape import ModelShape

USUAL_LENGTH: Final = 4096
"""Tokens of a sequence where none are told."""

TUNING_BATCH: Final = 128
"""Sequences a step of a fine-tuning where none are told; chosen."""


@dataclass(frozen=True, slots=True)
class TrainingTask:
    """A known model and what it is trained for, on so many tokens; `source` says who published them."""

    shape: ModelShape
    purpose: Purpose
    tokens: float
    source: str


@cache
def training_tasks() -> tuple[TrainingTask, ...]:
    """Return the tasks in the order of their file."""
    text = files("trainward.plan").joinpath("training_tasks.toml").read_text(encoding="utf-8")
    return tuple(_task(dict(table)) for table in tomllib.loads(text)["task"])


def usual_scenario(task: TrainingTask, gpus: int) -> Scenario:
    """Return what a plan of the task on so many GPUs supposes of sequences and batch."""
    tuned = task.purpose != "pre-training"
    batch = TUNING_BATCH if tuned else usual_sequences(task.shape, USUAL_LENGTH, gpus)
    return Scenario(purpose=task.purpose, seq_len=USUAL_LENGTH, global_batch=batch, tokens=task.tokens)


def _task(table: dict[str, str | int | float]) -> TrainingTask:
    shape = find_model(str(table.pop("model")))
    return TrainingTask(shape=shape, **{"purpose": "pre-training", **table})  # type: ignore[arg-type]  # our own file
