"""Reads the loss: the tensor that backward is called on."""

import math
from typing import Any

import torch
from torch import Tensor

from trainward.sources.live.models import Models
from trainward.sources.live.recorder import Recorder

ABRUPT = 4.0  # times the usual size of the loss: look closer at this step; chosen, only decides where to look


class LossProbe:
    """Keeps the losses since the last update and records their mean with it."""

    def __init__(self, recorder: Recorder, models: Models) -> None:
        """Record through `recorder`."""
        self._recorder = recorder
        self._models = models
        self._values: list[float] = []
        self._tensors: list[Tensor] = []
        self._scaled: dict[int, tuple[Tensor, Tensor]] = {}
        self._usual = math.nan
        self._backwards = 0
        self._usual_count = 0
        self._numbers: dict[str, int] = {}
        self.takes_criterion = False

    def scaled(self, result: Any, loss: Any) -> None:
        """Remember that `result` is `loss` times the scale of a gradient scaler."""
        if isinstance(result, Tensor) and isinstance(loss, Tensor):
            self._scaled[id(result)] = (result.detach(), loss.detach())

    def backward(self, tensors: Any) -> bool:
        """Take the loss of one backward; return whether it looks abnormal, as far as that is known on the host."""
        root = tensors if isinstance(tensors, Tensor) else next(iter(tensors), None)
        if not isinstance(root, Tensor) or root.numel() != 1:
            return False
        self._backwards += 1
        if self._scaled:
            original = self._scaled.pop(id(root), None)
            return self.take(original[1] if original is not None else root)
        return self.take(root)

    def take(self, loss: Tensor) -> bool:
        """Take one value of the loss; return whether it looks abnormal."""
        if not loss.is_cpu:
            self._tensors.append(loss.detach().reshape(1))
            return False
        value = loss.item()
        if type(value) is not float:
            value = float(value.real)
        self._values.append(value)
        return self._abrupt(value)

    def updated(self, step: int, where: str, first_only: bool) -> None:
        """Record the mean of the losses since the last update; only the first of them for a closure that repeats."""
        values = self._values
        if len(values) == 1 and self._usual_count == 1 and self._backwards == 1 and where in self._numbers:
            self._recorder.ring.append((self._numbers[where], step, values[0]))
        else:
            self._record(step, where, first_only)
        values.clear()
        self._backwards = 0
        if self._scaled:
            self._scaled.clear()

    def _record(self, step: int, where: str, first_only: bool) -> None:
        if self._backwards == 0 and not self._values and not self._tensors:
            self.takes_criterion = True
        self._numbers[where] = self._recorder.number("loss", where)
        if self._values:
            kept = self._values[:1] if first_only else self._values
            self._recorder.put("loss", step, math.fsum(kept) / len(kept) if _finite(kept) else sum(kept), where)
        if self._tensors:
            chosen = self._tensors[:1] if first_only else self._tensors
            self._recorder.put_tensor("loss", step, torch.cat(chosen).float().mean(), where)
        if self._backwards and not first_only:
            self._usual_count = self._backwards
            self._recorder.put_change("micro_batches", step, self._backwards, where)
        self._tensors = []

    def _abrupt(self, value: float) -> bool:
        if not math.isfinite(value):
            return True
        size = abs(value)
        abrupt = size > ABRUPT * self._usual
        self._usual = size if math.isnan(self._usual) else 0.95 * self._usual + 0.05 * min(size, ABRUPT * self._usual)
        return abrupt


def _finite(values: list[float]) -> bool:
    return all(math.isfinite(value) for value in values)
