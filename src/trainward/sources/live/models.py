"""Knows the models, parameters and optimizers of the run by name, without keeping any of them alive."""

import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

WATCHED_PARAMETERS = 256  # per model; more are thinned evenly over depth; chosen
WRAPPER_PREFIXES = ("module.", "_orig_mod.")
MODE_SENSITIVE = (nn.modules.dropout._DropoutNd, nn.modules.batchnorm._NormBase)


@dataclass(frozen=True, slots=True)
class NamedTensor:
    """A parameter or buffer under its name in the model."""

    name: str
    reference: "weakref.ref[Tensor]"


class Models:
    """The modules that were run, which of them are whole models, and what they are made of."""

    def __init__(self) -> None:
        """Begin knowing nothing."""
        self._seen: dict[int, weakref.ref[nn.Module]] = {}
        self._roots: list[weakref.ref[nn.Module]] = []
        self._names: dict[int, str] = {}
        self._order: dict[int, int] = {}
        self._module_names: dict[int, str] = {}
        self._optimizers: weakref.WeakKeyDictionary[torch.optim.Optimizer, str] = weakref.WeakKeyDictionary()
        self._ever_held: set[int] = set()
        self._settled = 0
        self.generation = 0
        self.float_input: bool | None = None

    def saw(self, module: nn.Module) -> None:
        """Take note of a module that ran."""
        if id(module) not in self._seen and not isinstance(module, torch.jit.ScriptModule):
            self._seen[id(module)] = weakref.ref(module)

    def settle(self) -> None:
        """Work out which of the modules seen are whole models, and name all parts, if any came since."""
        if self._settled == len(self._seen):
            return
        self._settled = len(self._seen)
        self.generation += 1
        modules = [module for each in self._seen.values() if (module := each()) is not None]
        inner = {id(part) for module in modules for part in module.modules() if part is not module}
        roots = [module for module in modules if id(module) not in inner and any(True for _ in module.parameters())]
        self._roots = [weakref.ref(root) for root in roots]
        self._names, self._order, self._module_names = {}, {}, {}
        ran = {key: place for place, key in enumerate(self._seen)}
        for root in roots:
            self._name(root, "" if len(roots) == 1 else f"{self._root_name(root)}.", ran)

    def _root_name(self, root: nn.Module) -> str:
        kind = type(root).__name__
        same = [each for each in self.roots() if type(each).__name__ == kind]
        return kind if len(same) < 2 else f"{kind}{[id(each) for each in same].index(id(root))}"

    def _name(self, root: nn.Module, prefix: str, ran: dict[int, int]) -> None:
        for path, module in root.named_modules():
            name = prefix + _without_wrappers(path)
            self._module_names.setdefault(id(module), name or type(root).__name__)
            for own, parameter in module.named_parameters(recurse=False):
                self._names.setdefault(id(parameter), f"{name}.{own}" if path else prefix + own)
                self._order.setdefault(id(parameter), ran.get(id(module), len(ran)))

    def roots(self) -> Iterator[nn.Module]:
        """Yield the models that still live."""
        return (root for each in self._roots if (root := each()) is not None)

    def is_root(self, module: nn.Module) -> bool:
        """Return whether the module is a whole model."""
        return any(root is module for root in self.roots())

    def root_label(self, module: nn.Module) -> str:
        """Return the model's name: empty for the only one."""
        return "" if len(self._roots) < 2 else self._root_name(module)

    def module_name(self, module: nn.Module) -> str:
        """Return the module's path in its model, or its class for one outside of all."""
        return self._module_names.get(id(module), type(module).__name__)

    def knows(self, tensor: Tensor) -> bool:
        """Return whether the tensor is a parameter of a model that was run."""
        return id(tensor) in self._names

    def named(self, parameters: Iterable[Tensor]) -> list[NamedTensor]:
        """Return parameters with their names, in the order of the forward pass, thinned if they are very many."""
        listed = list(parameters)
        last = len(self._order)
        ordered = sorted(range(len(listed)), key=lambda place: (self._order.get(id(listed[place]), last), place))
        if len(ordered) > WATCHED_PARAMETERS:
            ordered = [ordered[k * len(ordered) // WATCHED_PARAMETERS] for k in range(WATCHED_PARAMETERS)]
        return [
            NamedTensor(self._names.get(id(listed[place]), f"parameter{place}"), weakref.ref(listed[place]))
            for place in ordered
        ]

    def parameters(self) -> list[Tensor]:
        """Return every parameter of every model that still lives, each once."""
        found = {id(each): each for root in self.roots() for each in root.parameters()}
        return list(found.values())

    def buffers(self) -> list[NamedTensor]:
        """Return the floating-point buffers of the models, thinned if they are very many."""
        found = [
            NamedTensor(_without_wrappers(name), weakref.ref(buffer))
            for root in self.roots()
            for name, buffer in root.named_buffers()
            if buffer.is_floating_point() and type(buffer) is Tensor and buffer.numel()
        ]
        return found[:: -(-len(found) // WATCHED_PARAMETERS)] if found else []

    def mode_sensitive(self) -> Iterator[nn.Module]:
        """Yield the models that behave differently in training and in evaluation."""
        return (
            root
            for root in self.roots()
            if any(isinstance(part, MODE_SENSITIVE) and getattr(part, "p", 1.0) for part in root.modules())
        )

    def optimizer_label(self, optimizer: torch.optim.Optimizer) -> str:
        """Return the optimizer's name: empty for the first that stepped."""
        label = self._optimizers.get(optimizer)
        if label is None:
            count = len(self._optimizers)
            label = self._optimizers[optimizer] = f"{type(optimizer).__name__}{count}" if count else ""
            self._ever_held.update(id(each) for each in optimizer_parameters(optimizer))
        return label

    def touched_by(self, optimizer: torch.optim.Optimizer, *, orphans: bool) -> list[Tensor]:
        """Return what an update may change: the optimizer's parameters, and with `orphans` those no optimizer holds."""
        own = optimizer_parameters(optimizer)
        if not orphans:
            return own
        held = {id(each) for other in (optimizer, *self._optimizers) for each in optimizer_parameters(other)}
        return own + [each for each in self.parameters() if id(each) not in held and each.requires_grad]

    def held(self) -> set[int]:
        """Return the identities of all tensors that an optimizer holds or has held: a stage of its own may be over."""
        return self._ever_held.union(id(each) for other in self._optimizers for each in optimizer_parameters(other))

    def optimizers(self) -> list[torch.optim.Optimizer]:
        """Return the optimizers that have stepped and still live."""
        return list(self._optimizers)


def optimizer_parameters(optimizer: torch.optim.Optimizer) -> list[Tensor]:
    """Return all tensors an optimizer holds."""
    groups: list[dict[str, Any]] = optimizer.param_groups
    return [parameter for group in groups for parameter in group["params"]]


def _without_wrappers(path: str) -> str:
    for prefix in WRAPPER_PREFIXES:
        while path.startswith(prefix) or f".{prefix}" in path:
            path = path.removeprefix(prefix).replace(f".{prefix}", ".")
    return "" if path in ("module", "_orig_mod") else path
