"""Reads module outputs on one step, by global hooks that are there for that step only."""

import math
from collections.abc import Callable
from typing import Any, TypeGuard

import torch
from torch import Tensor, nn

from trainward.signals.dead_units import dead_units
from trainward.signals.output_variation import output_variation
from trainward.signals.saturated_share import saturated_share
from trainward.signals.subsample import subsample
from trainward.sources.live.models import Models
from trainward.sources.live.recorder import Recorder

RECTIFIERS = (nn.ReLU, nn.ReLU6, nn.Threshold)
BOUNDS: dict[type[nn.Module], tuple[float, float]] = {nn.Sigmoid: (0.0, 1.0), nn.Tanh: (-1.0, 1.0)}
BOTH_ENDS = 0.05  # a sigmoid that saturates does so at 1 as well as at 0; a softmax or a small positive value does not
MODULES = 128  # outputs read in one step; chosen


class ActivationProbe:
    """Statistics of the outputs of the leaf modules, dead and saturated units, and what enters and leaves the model."""

    def __init__(self, recorder: Recorder, models: Models, on_input: Callable[[nn.Module, Tensor], None]) -> None:
        """Hand what enters a model to `on_input`, with the model."""
        self._recorder = recorder
        self._models = models
        self._on_input = on_input
        self._handle: Any = None
        self._step = 0
        self._done: set[int] = set()
        self._measured: set[int] = set()
        self._vectors: dict[str, list[tuple[str, Tensor]]] = {}

    @property
    def armed(self) -> bool:
        """Whether the hooks are in place."""
        return self._handle is not None

    def arm(self, step: int, hook: Callable[..., Any]) -> None:
        """Put the hook in place for one step; `hook` is `output_of`, guarded."""
        self._step = step
        if self._handle is None:
            self._handle = nn.modules.module.register_module_forward_hook(hook)

    def disarm(self) -> None:
        """Take the hook away and record what it read."""
        if self._handle is not None:
            self._handle.remove()
            self._handle = None
        for signal, read in self._vectors.items():
            by_device: dict[torch.device, list[tuple[str, Tensor]]] = {}
            for name, value in read:
                by_device.setdefault(value.device, []).append((name, value))
            for same in by_device.values():
                values = torch.stack([value.float() for _, value in same])
                self._recorder.put_tensors(signal, self._step, values, [name for name, _ in same])
        self._vectors, self._done, self._measured = {}, set(), set()

    def output_of(self, module: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
        """Read one module's output; called by PyTorch after each forward while the hook is in place."""
        if isinstance(module, torch.jit.ScriptModule):
            return
        self._models.saw(module)
        grad = torch.is_grad_enabled()
        root = self._models.is_root(module)
        if root:
            self._whole(module, inputs, output, grad)
        if not grad or id(module) in self._done or len(self._done) >= MODULES:
            return
        if next(module.children(), None) is None and _plain(output) and output.requires_grad:
            self._done.add(id(module))
            with torch.no_grad():
                self._leaf(module, inputs, output.detach())

    def _whole(self, module: nn.Module, inputs: tuple[Any, ...], output: Any, grad: bool) -> None:
        entering = next((each for each in inputs if isinstance(each, Tensor)), None)
        if entering is not None and self._models.float_input is None:
            self._models.float_input = entering.is_floating_point()
        if entering is not None and _plain(entering) and not entering.requires_grad:
            self._on_input(module, entering)
        leaving = first_tensor(output)
        if grad and leaving is not None and _plain(leaving) and leaving.dim() >= 1 and len(leaving) > 1:
            with torch.no_grad():
                self._read("output_variation", self._models.root_label(module), output_variation(leaving))

    def _leaf(self, module: nn.Module, inputs: tuple[Any, ...], output: Tensor) -> None:
        name = self._models.module_name(module)
        deviation, mean = torch.std_mean(subsample(output), correction=0)
        self._read("activation_mean", name, mean)
        self._read("activation_std", name, deviation)
        if output.device.type == "cpu" and not math.isfinite(deviation.item()):
            self._non_finite(name, inputs, output)
        if isinstance(module, RECTIFIERS) and output.dim() >= 2:
            self._read("dead_units", name, dead_units(output))
            self._measured.add(output.data_ptr())
        elif type(module) in BOUNDS:
            self._measured.add(output.data_ptr())
            self._read("saturated_units", name, saturated_share(subsample(output), *BOUNDS[type(module)]))
        elif isinstance(module, nn.Linear | nn.modules.conv._ConvNd):
            self._before_layer(name, inputs)

    def _before_layer(self, name: str, inputs: tuple[Any, ...]) -> None:
        """Read an activation that was applied by a function, from what enters the next layer."""
        entering = inputs[0] if inputs else None
        if not _plain(entering) or not entering.requires_grad or entering.dim() < 2 or entering.device.type != "cpu":
            return
        if entering.data_ptr() in self._measured:
            return
        sample = subsample(entering)
        low, high = (float(each) for each in torch.aminmax(sample))
        place = f"input of {name}"
        if low == 0.0 and high > 0.0:
            self._read("dead_units", place, dead_units(entering.detach()))
        elif low == 0.0 and high == 0.0:
            self._read("dead_units", place, torch.ones(()))
        elif 0.0 < low < 0.01 and 0.99 < high <= 1.0 and float((sample > 0.99).float().mean()) > BOTH_ENDS:
            self._read("saturated_units", place, saturated_share(sample, 0.0, 1.0))
        elif -1.0 <= low < -0.5 and 0.5 < high <= 1.0:
            self._read("saturated_units", place, saturated_share(sample, -1.0, 1.0))

    def _non_finite(self, name: str, inputs: tuple[Any, ...], output: Tensor) -> None:
        sound = all(bool(each.isfinite().all()) for each in inputs if _plain(each))
        if sound and not bool(output.isfinite().all()):
            self._read("activation_nonfinite", name, torch.ones(()))

    def _read(self, signal: str, place: str, value: Tensor) -> None:
        self._vectors.setdefault(signal, []).append((place, value))


def first_tensor(output: Any) -> Tensor | None:
    """Return the first floating-point tensor of a model's output: a tensor, a tuple, a mapping or an output record."""
    if isinstance(output, Tensor):
        return output if output.is_floating_point() else None
    if isinstance(output, dict):
        logits = output.get("logits")
        output = [logits, *output.values()] if logits is not None else list(output.values())
    if isinstance(output, list | tuple):
        return next((each for each in output if isinstance(each, Tensor) and each.is_floating_point()), None)
    return None


def _plain(value: Any) -> TypeGuard[Tensor]:
    return (
        type(value) in (Tensor, nn.Parameter)
        and value.layout == torch.strided
        and value.is_floating_point()
        and value.numel() > 0
    )
