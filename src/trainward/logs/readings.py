"""Numbers in a log as the history of a run, so that the rules for live runs can be asked."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from trainward.logs.measurements import of_signal
from trainward.records.log import LogLine, Measurement
from trainward.records.reading import History, Series

SIGNALS: Final = (
    "loss",
    "learning_rate",
    "grad_norm",
    "loss_scale",
    "validation_loss",
    "train_accuracy",
    "validation_accuracy",
    "step_seconds",
    "data_wait_seconds",
    "device_memory",
    "process_memory",
)
"""What of a log becomes readings."""

_WHERE: Final = {
    "validation_loss": "log",
    "validation_accuracy": "log",
    "learning_rate": "optimizer/0",
    "device_memory": "log",
}


def history_of(found: Sequence[Measurement]) -> tuple[History, dict[tuple[str, int], LogLine]]:
    """Return the history, and for each signal and step the line it was read in.

    Steps are those of the lines where all give one and they rise; elsewhere readings are numbered from 1.
    """
    history: dict[str, tuple[Series, ...]] = {}
    origin: dict[tuple[str, int], LogLine] = {}
    for signal in SIGNALS:
        some = of_signal(found, signal)
        if not some:
            continue
        steps = _steps(some)
        values = np.array([one.value for one in some], dtype=np.float64)
        history[signal] = (Series(signal, _WHERE.get(signal, ""), np.array(steps, dtype=np.int64), values),)
        origin.update({(signal, step): one.line for step, one in zip(steps, some, strict=True)})
    return history, origin


def _steps(some: Sequence[Measurement]) -> list[int]:
    said = [one.step for one in some]
    rising = all(one is not None and other is not None and other > one for one, other in pairwise(said))
    if rising and said[0] is not None:
        return [step for step in said if step is not None]
    return list(range(1, len(some) + 1))
