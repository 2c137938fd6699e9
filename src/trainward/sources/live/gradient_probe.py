"""Reads the gradients just before an optimizer uses them."""

import math
import weakref
from typing import Any, TypeGuard

import torch
from torch import Tensor

from trainward.signals.norms import norms
from trainward.signals.total_norm import total_norm
from trainward.sources.live.models import Models, NamedTensor, optimizer_parameters
from trainward.sources.live.recorder import Recorder


class GradientProbe:
    """Norms by parameter and in all, what is not finite, and what has no gradient."""

    def __init__(self, recorder: Recorder, models: Models) -> None:
        """Record through `recorder`."""
        self._recorder = recorder
        self._models = models
        self._plans: weakref.WeakKeyDictionary[Any, tuple[int, list[NamedTensor]]] = weakref.WeakKeyDictionary()
        self._was_missing: set[str] = set()

    def look(self, step: int, optimizer: torch.optim.Optimizer) -> None:
        """Record the gradients an optimizer is about to use."""
        where = self._models.optimizer_label(optimizer)
        scale = getattr(optimizer, "grad_scale", None)
        held = [each.grad for each in optimizer_parameters(optimizer) if usable(each.grad)]
        if held:
            total = total_norm(norms(held))
            self._recorder.put_tensor("grad_norm", step, total / scale if scale is not None else total, where)
        self._by_parameter(step, self._plan(optimizer), scale)

    def look_at_models(self, step: int) -> None:
        """Record the gradients of all models; for runs whose updates are made by hand."""
        named = self._models.named(self._models.parameters())
        alive = [parameter for each in named if (parameter := each.reference()) is not None]
        held = [each.grad for each in alive if usable(each.grad)]
        if held:
            self._recorder.put_tensor("grad_norm", step, total_norm(norms(held)))
        self._by_parameter(step, named, None)

    def _plan(self, optimizer: torch.optim.Optimizer) -> list[NamedTensor]:
        plan = self._plans.get(optimizer)
        held = optimizer_parameters(optimizer)
        if plan is None or plan[0] != self._models.generation + 1_000_003 * len(held):
            plan = (self._models.generation + 1_000_003 * len(held), self._models.named(held))
            self._plans[optimizer] = plan
            for each in plan[1]:
                tensor = each.reference()
                self._recorder.put_change("param_size", 0, tensor.numel() if tensor is not None else 0, each.name)
        return plan[1]

    def _by_parameter(self, step: int, named: list[NamedTensor], scale: Tensor | None) -> None:
        names: list[str] = []
        gradients: list[Tensor] = []
        for each in named:
            parameter = each.reference()
            if parameter is None:
                continue
            if usable(parameter.grad):
                names.append(each.name)
                gradients.append(parameter.grad)
            self._missing(step, each.name, parameter)
        if not gradients:
            return
        values = norms(gradients)
        values = values / scale if scale is not None else values
        self._recorder.put_tensors("layer_grad_norm", step, values, names)
        if values.device.type == "cpu":
            for name, value in zip(names, values.tolist(), strict=True):
                if not math.isfinite(value):
                    self._recorder.put("grad_nonfinite", step, 1.0, name)
        else:
            self._recorder.put_tensor("grad_nonfinite", step, (~values.isfinite()).sum(), "all parameters")

    def _missing(self, step: int, name: str, parameter: Tensor) -> None:
        if parameter.grad is None and parameter.requires_grad:
            self._was_missing.add(name)
            self._recorder.put("grad_missing", step, 1.0, name)
        elif name in self._was_missing:
            self._recorder.put("grad_missing", step, 0.0, name)


def usable(gradient: Tensor | None) -> TypeGuard[Tensor]:
    """Return whether a gradient is there, dense, real and not empty."""
    return (
        gradient is not None
        and type(gradient) in (Tensor, torch.nn.Parameter)
        and gradient.layout == torch.strided
        and gradient.numel() > 0
        and not gradient.is_complex()
    )
