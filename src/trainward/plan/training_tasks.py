"""Reads the training tasks that show what servers can do from `training_tasks.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from trainward.plan.known_models import find_model
from trainward.plan.usual import usual_sequences
from trainward.records.layout import Scenario
from trainward.records.model_shape import ModelShape


@dataclass(frozen=True, slots=True)
class TrainingTask:
    """A known model and what it is trained on; `scenario` has its tokens, `source` who published them."""

    shape: ModelShape
    scenario: Scenario
    source: str


@cache
def training_tasks() -> tuple[TrainingTask, ...]:
    """Return the tasks in the order of their file."""
    text = files("trainward.plan").joinpath("training_tasks.toml").read_text(encoding="utf-8")
    return tuple(_task(dict(table)) for table in tomllib.loads(text)["task"])


def _task(table: dict[str, str | int | float]) -> TrainingTask:
    shape, source = find_model(str(table.pop("model"))), str(table.pop("source"))
    scenario = Scenario(**table)  # type: ignore[arg-type]  # the keys of our own file are its fields
    if "global_batch" in table:
        return TrainingTask(shape, scenario, source)
    batch = usual_sequences(shape, scenario.seq_len, 1)
    return TrainingTask(shape, Scenario(seq_len=scenario.seq_len, global_batch=batch, tokens=scenario.tokens), source)
