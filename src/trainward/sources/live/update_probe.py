"""Reads what an update did to the parameters, and whether parameters and buffers are sound."""

import math
from collections.abc import Iterable
from statistics import median
from typing import Any

import torch
from torch import Tensor

from trainward.signals.identical_units import identical_units
from trainward.signals.largest import largest
from trainward.signals.norms import norms
from trainward.signals.subsample import ELEMENTS, subsample
from trainward.signals.update_ratio import update_ratio
from trainward.sources.live.models import Models
from trainward.sources.live.recorder import Recorder

ELEMENTS_IN_ALL = 262_144
UNITS_LOOKED_AT = 32  # weights whose units are compared
COMPARE_EVERY = 8  # readings, after the first few


class UpdateProbe:
    """Takes a subsample of the parameters before an update and compares it after."""

    def __init__(self, recorder: Recorder, models: Models) -> None:
        """Record through `recorder`."""
        self._recorder = recorder
        self._models = models
        self._before: tuple[list[str], list[Tensor], Tensor, list[int]] | None = None
        self._readings = 0

    @property
    def open(self) -> bool:
        """Whether a comparison was begun."""
        return self._before is not None

    def begin(self, parameters: Iterable[Tensor]) -> None:
        """Take the subsample before the update."""
        self._before = None
        listed = [each for each in parameters if _usable(each)]
        if not listed:
            return
        named = self._models.named([each for each in listed if each.device == listed[0].device])
        tensors = [tensor for each in named if (tensor := each.reference()) is not None]
        elements = max(64, min(ELEMENTS, ELEMENTS_IN_ALL // len(tensors)))
        views = [subsample(each, elements) for each in tensors]
        flat = torch.cat([view.float() for view in views])
        self._before = ([each.name for each in named], views, flat, [view.numel() for view in views])

    def end(self, step: int, optimizer: torch.optim.Optimizer | None) -> None:
        """Compare after the update and record."""
        if self._before is None:
            return
        names, views, before, sizes = self._before
        self._before = None
        ratios = update_ratio(before, torch.cat([view.float() for view in views]), sizes)
        self._recorder.put_tensors("update_ratio", step, ratios, names)
        if optimizer is not None:
            self._decay(step, optimizer, ratios)
        self._soundness(step)
        self._readings += 1
        if self._readings <= 6 or self._readings % COMPARE_EVERY == 0:
            self._units(step)

    def _decay(self, step: int, optimizer: torch.optim.Optimizer, ratios: Tensor) -> None:
        group: dict[str, Any] = optimizer.param_groups[0]
        decay, lr = float(group.get("weight_decay") or 0.0), group.get("lr", 0.0)
        if not decay or ratios.device.type != "cpu" or not isinstance(lr, float):
            return
        where = self._models.optimizer_label(optimizer)
        if group.get("decoupled_weight_decay") or "AdamW" in type(optimizer).__name__:
            usual = median(ratios.tolist())
            pull = lr * decay / usual if usual > 0 else math.nan
        else:
            held = [each for each in group["params"] if _usable(each) and each.grad is not None and _usable(each.grad)]
            if not held:
                return
            gradient = norms([each.grad for each in held]).square().sum().sqrt().item()
            weight = norms([each.detach() for each in held]).square().sum().sqrt().item()
            pull = decay * weight / gradient if gradient > 0 else math.nan
        if math.isfinite(pull):
            self._recorder.put("decay_pull", step, pull, where)

    def _soundness(self, step: int) -> None:
        named = self._models.named(self._models.parameters())
        self._finite(step, "param_norm", "param_nonfinite", [(each.name, each.reference()) for each in named])
        buffers = [(each.name, each.reference()) for each in self._models.buffers()]
        self._finite(step, "buffer_max", "buffer_nonfinite", buffers)

    def _finite(self, step: int, signal: str, flag: str, named: list[tuple[str, Tensor | None]]) -> None:
        held = [(name, each.detach()) for name, each in named if each is not None and _usable(each)]
        if not held:
            return
        names = [name for name, _ in held]
        tensors = [each for _, each in held]
        values = norms(tensors) if signal == "param_norm" else largest(tensors)
        self._recorder.put_tensors(signal, step, values, names)
        if values.device.type == "cpu":
            for name, value in zip(names, values.tolist(), strict=True):
                if not math.isfinite(value):
                    self._recorder.put(flag, step, 1.0, name)
        else:
            self._recorder.put_tensor(flag, step, (~values.isfinite()).any(), "all")

    def _units(self, step: int) -> None:
        weights = [each for each in self._models.parameters() if _usable(each) and each.dim() >= 2 and len(each) >= 2]
        named = self._models.named(weights[:UNITS_LOOKED_AT])
        held = [(each.name, tensor) for each in named if (tensor := each.reference()) is not None]
        if held:
            shares = torch.stack([identical_units(tensor) for _, tensor in held])
            self._recorder.put_tensors("identical_units", step, shares, [name for name, _ in held])


def _usable(tensor: Tensor) -> bool:
    return (
        type(tensor) in (Tensor, torch.nn.Parameter)
        and tensor.layout == torch.strided
        and tensor.is_floating_point()
        and tensor.numel() > 0
    )
