"""Reads evaluation phases: losses computed without gradient between two updates."""

import sys
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from trainward.sources.live.criterion_probe import CLASS_INDEX
from trainward.sources.live.models import Models
from trainward.sources.live.recorder import Recorder

ACCURACY_ROWS = 256
CALLERS = 3  # frames of the script that tell one evaluation without a loader from another


@dataclass(frozen=True, slots=True)
class LossCall:
    """One call of a function of torch.nn.functional that computes a loss."""

    name: str
    prediction: Any
    target: Any
    result: Tensor
    reduction: str


class Evaluation:
    """Sums the losses of one evaluation phase by the data they were computed on."""

    def __init__(self, recorder: Recorder, models: Models) -> None:
        """Record through `recorder`."""
        self._recorder = recorder
        self._models = models
        self._sums: dict[str, Tensor] = {}
        self._weights: dict[str, int] = {}
        self._right: dict[str, list[Tensor]] = {}
        self._places: dict[Any, str] = {}
        self._inputs: dict[str, Tensor] = {}
        self._modes: dict[str, float] = {}
        self._phases = 0
        self.training_data: int | None = None
        self.trained_by: dict[str, str] = {}

    @property
    def open(self) -> bool:
        """Whether a phase has begun."""
        return bool(self._sums or self._inputs)

    def place(self, data: int | None) -> str:
        """Return the name of the data: of a loader's data set by identity, else by the place in the script."""
        if data is not None and data == self.training_data:
            return "train"
        key = data if data is not None else _callers()
        if key not in self._places:
            self._places[key] = f"validation:{len(self._places)}"
        return self._places[key]

    def loss(self, data: int | None, call: LossCall) -> None:
        """Take one loss that was computed without gradient, if training goes by this loss function."""
        if self.trained_by and call.name not in self.trained_by:
            return
        place = self.place(data)
        sensitive = list(self._models.mode_sensitive()) if self._phases and not self._modes else []
        if len(sensitive) == 1:  # of several models, only those seen to be given something are evaluated
            self._mode(sensitive[0])
        prediction, target = call.prediction, call.target
        count = int(prediction.shape[0]) if isinstance(prediction, Tensor) and prediction.dim() else 1
        value = call.result.detach().float()
        if call.reduction == "sum" and self.trained_by.get(call.name) != "sum" and isinstance(target, Tensor):
            value = value / max(1, target.numel())
        weighted = value.mean().double() * count
        before = self._sums.get(place)
        self._sums[place] = weighted if before is None else before + weighted
        self._weights[place] = self._weights.get(place, 0) + count
        if call.name in CLASS_INDEX and _class_indices(prediction, target):
            found = prediction[:ACCURACY_ROWS].argmax(1)
            self._right.setdefault(place, []).append((found == target[:ACCURACY_ROWS]).float().mean())

    def entered(self, model: nn.Module, data: int | None, statistics: Tensor) -> None:
        """Keep the model's mode, and the statistics of the first batch it was given."""
        if any(model is root for root in self._models.mode_sensitive()):
            self._mode(model)
        if not self._inputs:
            self._inputs[self.place(data)] = statistics

    def close(self, step: int, regular: bool) -> None:
        """Record the phase; `regular` says that it stood between steps, not inside of every step."""
        for place, total in self._sums.items():
            self._recorder.put_tensor("validation_loss", step, total / max(1, self._weights[place]), place)
            if place in self._right:
                self._recorder.put_tensor("validation_accuracy", step, torch.stack(self._right[place]).mean(), place)
        self._phases += 1
        places = [place for place in self._sums if place != "train"]
        if regular and places:
            for label, mode in self._modes.items():
                self._recorder.put("evaluation_mode", step, mode, label)
        if regular:
            for place, statistics in self._inputs.items():
                if place != "train":
                    record_input(self._recorder, step, statistics, places[0] if places else place)
        self._sums, self._weights, self._right, self._inputs, self._modes = {}, {}, {}, {}, {}

    def _mode(self, model: nn.Module) -> None:
        self._modes.setdefault(self._models.root_label(model), float(not model.training))


def input_statistics(values: Tensor) -> Tensor:
    """Return mean, standard deviation, smallest, largest value of a vector, and how many are not finite."""
    deviation, mean = torch.std_mean(values.float(), correction=0)
    low, high = torch.aminmax(values.float())
    return torch.stack([mean, deviation, low, high, (~values.isfinite()).sum().float()])


def record_input(recorder: Recorder, step: int, statistics: Tensor, place: str) -> None:
    """Record what `input_statistics` returned."""
    names = ("input_mean", "input_std", "input_min", "input_max", "input_nonfinite")
    for name, value in zip(names, statistics.unbind(), strict=True):
        recorder.put_tensor(name, step, value, place)


def _class_indices(prediction: Any, target: Any) -> bool:
    return (
        isinstance(target, Tensor)
        and target.dim() == 1
        and prediction.dim() == 2
        and not target.is_floating_point()
        and len(target) == len(prediction)
        and prediction.shape[1] > 1
    )


def _callers() -> tuple[tuple[str, int], ...]:
    found: list[tuple[str, int]] = []
    frame = sys._getframe(1)
    while frame is not None and len(found) < CALLERS:  # type: ignore[redundant-expr]  # the outermost frame has none behind it
        file = frame.f_code.co_filename
        if f"{_SEPARATOR}torch{_SEPARATOR}" not in file and f"{_SEPARATOR}trainward{_SEPARATOR}" not in file:
            found.append((file, frame.f_lineno))
        frame = frame.f_back  # type: ignore[assignment]
    return tuple(found)


_SEPARATOR = "\\" if sys.platform == "win32" else "/"
