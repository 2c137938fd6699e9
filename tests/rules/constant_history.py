"""A run in which every signal stays at a sound value."""

from collections.abc import Iterable, Mapping

import numpy as np
from page_trace import series

from trainward.records.reading import History, Series
from trainward.records.signal import SIGNALS

SOUND: Mapping[str, float] = {
    "skipped_steps": 0.0,
    "loss_scale": 65536.0,
    "learning_rate": 1e-3,
    "weight_decay": 1e-2,
    "micro_batches": 1.0,
    "batch_size": 32.0,
    "scheduler_first": 0.0,
    "training_mode": 1.0,
    "evaluation_mode": 1.0,
    "carried_gradient": 0.0,
    "clip_after_step": 0.0,
    "exit_code": 0.0,
    "step_seconds": 0.01,
    "data_wait_seconds": 1e-4,
    "seconds_since_step": 0.01,
    "grad_nonfinite": 0.0,
    "grad_missing": 0.0,
    "param_size": 1000.0,
    "update_ratio": 1e-3,
    "param_nonfinite": 0.0,
    "buffer_nonfinite": 0.0,
    "identical_units": 0.0,
    "decay_pull": 1e-3,
    "activation_mean": 0.1,
    "activation_nonfinite": 0.0,
    "dead_units": 0.0,
    "saturated_units": 0.0,
    "output_variation": 0.5,
    "dropout_p": 0.1,
    "class_count": 10.0,
    "prediction_min": -1.0,
    "prediction_max": 1.0,
    "prediction_row_sum_error": 0.5,
    "prediction_zero_share": 0.0,
    "target_min": 0.0,
    "target_max": 1.0,
    "target_row_sum_max": 1.0,
    "target_perplexity": 1.0,
    "rarest_class_share": 0.1,
    "rare_class_recall": 0.9,
    "validation_accuracy": 0.9,
    "train_accuracy": 0.9,
    "input_mean": 0.0,
    "input_std": 1.0,
    "input_min": -1.0,
    "input_max": 1.0,
    "input_nonfinite": 0.0,
    "process_memory": 1e9,
    "machine_memory_free": 1e10,
    "device_memory": 1e9,
    "device_memory_reserved": 1.2e9,
    "device_use": 0.9,
    "open_files": 50.0,
}
"""What is not named here is 1."""

NEVER_IN_A_SOUND_RUN = ("scheduler_first", "carried_gradient", "not_in_optimizer", "not_in_model", "frozen_parameters")
PLACES: Mapping[str, tuple[str, ...]] = {
    "": ("",),
    "data source": ("train", "validation:0"),
    "parameter": ("fc1.weight", "fc1.bias", "fc2.weight"),
    "module": ("fc1", "relu1", "fc2"),
    "loss function": ("cross_entropy",),
    "optimizer/group": ("/0",),
    "optimizer ('' is the first)": ("",),
}


def constant_history(names: Iterable[str], length: int) -> History:
    """Return the named signals, each the same for `length` steps at every place it has."""
    return {name: tuple(_one(name, where, length) for where in _places(name)) for name in names if _is_read(name)}


def _is_read(name: str) -> bool:
    return name not in NEVER_IN_A_SOUND_RUN


def _places(name: str) -> tuple[str, ...]:
    kind = SIGNALS[name].where
    return PLACES.get(kind, (kind,))


def _one(name: str, where: str, length: int) -> Series:
    count = 1 if SIGNALS[name].cadence in ("once", "change") else length
    return series(name, np.full(count, SOUND.get(name, 1.0)), where)
