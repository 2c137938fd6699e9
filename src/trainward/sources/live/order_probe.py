"""Reads the order of the loop's calls: clearing, clipping, schedulers, modes."""

import weakref
from typing import Any

import torch
from torch import Tensor

from trainward.sources.live.models import Models, optimizer_parameters
from trainward.sources.live.recorder import Recorder

PARAMETERS_FOLLOWED = 3  # of each optimizer, to see whether gradients are ever cleared; chosen


class OrderProbe:
    """Follows a few gradients from one step to the next, and counts clips and scheduler steps."""

    def __init__(self, recorder: Recorder, models: Models) -> None:
        """Record through `recorder`."""
        self._recorder = recorder
        self._models = models
        self._followed: list[weakref.ref[Tensor]] = []
        self._owner: weakref.ref[Any] | None = None
        self._carried: bool | Tensor | None = None
        self._scheduler_steps = 0

    @property
    def following(self) -> bool:
        """Whether gradients are followed until the next update."""
        return self._owner is not None

    def follow(self, optimizer: torch.optim.Optimizer) -> None:
        """Follow gradients from this update on."""
        held = [each for each in optimizer_parameters(optimizer) if each.grad is not None]
        stride = max(1, len(held) // PARAMETERS_FOLLOWED)
        self._followed = [weakref.ref(each) for each in held[::stride][:PARAMETERS_FOLLOWED]]
        self._owner = weakref.ref(optimizer) if self._followed else None
        self._carried = None

    def backward_begins(self) -> None:
        """Look whether the followed gradients were cleared; once is enough."""
        gradients = [each.grad for reference in self._followed if (each := reference()) is not None]
        there = [each for each in gradients if each is not None]
        if not there:
            self._carried = False
            return
        carried = torch.stack([each.detach().abs().amax().float() for each in there]).amax() > 0
        now: bool | Tensor = bool(carried) if carried.device.type == "cpu" else carried
        self._carried = now if self._carried is None else self._carried & now

    def update_begins(self, step: int, optimizer: torch.optim.Optimizer) -> None:
        """Record what became of the followed gradients."""
        if self._owner is None or self._owner() is not optimizer:
            return
        where = self._models.optimizer_label(optimizer)
        if isinstance(self._carried, Tensor):
            self._recorder.put_tensor("carried_gradient", step, self._carried.float(), where)
        elif self._carried is not None:
            self._recorder.put("carried_gradient", step, float(self._carried), where)
        self._owner, self._followed = None, []

    def modes(self, step: int) -> None:
        """Record whether the models whose gradients are computed are in training mode."""
        for root in self._models.mode_sensitive():
            if any(parameter.grad is not None for parameter in root.parameters()):
                self._recorder.put("training_mode", step, float(root.training), self._models.root_label(root))

    def clipped(self, step: int, backwards_since_update: int) -> None:
        """Take note of a clip; after the update there is nothing left to limit."""
        if len(self._models.optimizers()) == 1:
            self._recorder.put("clip_after_step", step, float(backwards_since_update == 0))

    def scheduler_stepped(self, step: int) -> None:
        """Take note of a scheduler's step."""
        if self._scheduler_steps == 0:
            self._recorder.put("scheduler_first", step, float(step == 0))
        self._scheduler_steps += 1
        self._recorder.put("scheduler_steps", step, float(self._scheduler_steps))


def record_structure(recorder: Recorder, models: Models) -> None:
    """Record which parameters are frozen, in no optimizer, or in an optimizer but in no model."""
    held = models.held()
    if not held:
        return
    _record_parameters(recorder, models, held)
    for optimizer in models.optimizers():
        strangers = sum(each.numel() for each in optimizer_parameters(optimizer) if not models.knows(each))
        if strangers:
            recorder.put_change("not_in_model", 0, strangers, models.optimizer_label(optimizer))
    for module in (part for root in models.roots() for part in root.modules()):
        if isinstance(module, torch.nn.modules.dropout._DropoutNd):
            recorder.put_change("dropout_p", 0, float(module.p), models.module_name(module))


def _record_parameters(recorder: Recorder, models: Models, held: set[int]) -> None:
    for named in models.named(models.parameters()):
        parameter = named.reference()
        if parameter is not None and not parameter.requires_grad:
            recorder.put_change("frozen_parameters", 0, parameter.numel(), named.name)
        elif parameter is not None and id(parameter) not in held and parameter.grad is not None:
            recorder.put_change("not_in_optimizer", 0, parameter.numel(), named.name)


def record_groups(recorder: Recorder, models: Models, step: int, optimizer: torch.optim.Optimizer) -> None:
    """Record learning rate and weight decay of each parameter group when they change."""
    label = models.optimizer_label(optimizer)
    for number, group in enumerate(optimizer.param_groups):
        where = f"{label}/{number}"
        for signal, key in (("learning_rate", "lr"), ("weight_decay", "weight_decay")):
            value = group.get(key)
            if isinstance(value, int | float):
                recorder.put_change(signal, step, float(value), where)
            elif isinstance(value, Tensor) and value.device.type == "cpu" and value.numel() == 1:
                recorder.put_change(signal, step, value.item(), where)
