"""Puts the hooks and wrappers in place, as narrow as they can be, and takes them away again."""

import functools
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

import torch
from torch.nn import functional
from torch.optim import lr_scheduler
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from trainward.sources.live.observer import Observer
from trainward.sources.live.transformed import transformed

OTHER_LOSSES = ("cross_entropy", "binary_cross_entropy", "binary_cross_entropy_with_logits", "kl_div")
Function = Callable[..., Any]


def _has_closure(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    return (len(args) > 1 and args[1] is not None) or kwargs.get("closure") is not None


class Patches:
    """What was replaced in PyTorch, so that it can be put back."""

    def __init__(self, observer: Observer) -> None:
        """Report everything to `observer`."""
        self._observer = observer
        self._replaced: list[tuple[Any, str, Any, Any]] = []
        self._handles: list[Any] = []
        self._schedulers_stepping = 0

    def install(self) -> None:
        """Put all hooks and wrappers in place."""
        if self._replaced:
            return
        self._replace(torch.autograd, "backward", self._backward)
        self._replace(torch.utils.data.dataloader._BaseDataLoaderIter, "__next__", self._next)
        self._replace(torch, "compile", self._compile)
        self._replace(torch.optim.Optimizer, "__init__", self._optimizer)
        self._replace(torch.nn.Module, "eval", self._eval)
        self._replace(torch.amp.grad_scaler.GradScaler, "scale", self._scale)
        self._replace(torch.amp.grad_scaler.GradScaler, "update", self._update)
        for scheduler in (lr_scheduler.LRScheduler, lr_scheduler.ReduceLROnPlateau, lr_scheduler.OneCycleLR):
            if "step" in vars(scheduler):
                self._replace(scheduler, "step", self._scheduler)
        for name in ("clip_grad_norm_", "clip_grad_value_"):
            self._replace(torch.nn.utils.clip_grad, name, self._clip)
            self._replaced.append((torch.nn.utils, name, vars(torch.nn.utils)[name], None))
            setattr(torch.nn.utils, name, vars(torch.nn.utils.clip_grad)[name])
        for name in sorted(vars(functional)):
            if (name.endswith("_loss") or name in OTHER_LOSSES) and not name.startswith("_"):
                self._replace(functional, name, functools.partial(self._criterion, name))
        self._optimizer_hooks()
        self._observer.guard.watched("models", self._observer.ready)()

    def remove(self) -> None:
        """Put back what was there before; what somebody else has replaced since stays."""
        for owner, name, original, wrapper in reversed(self._replaced):
            if wrapper is None or vars(owner).get(name) is wrapper:
                setattr(owner, name, original)
        for handle in self._handles:
            handle.remove()
        self._replaced, self._handles = [], []
        self._observer.guard.watched("activations", self._observer.activation.disarm)()

    def _replace(self, owner: Any, name: str, make: Callable[[Function], Function]) -> None:
        original = vars(owner).get(name)
        if original is None:
            return
        wrapper = functools.wraps(original)(make(original))
        setattr(owner, name, wrapper)
        self._replaced.append((owner, name, original, wrapper))

    def _optimizer_hooks(self) -> None:
        begins = self._observer.guard.watched("updates", self._observer.update_begins)
        ended = self._observer.guard.watched("updates", self._observer.update_ended)
        is_compiling = torch.compiler.is_compiling

        attention = self._observer.attention

        def before(optimizer: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            if attention.updates and not is_compiling():
                begins(optimizer, _has_closure(args, kwargs))

        def after(optimizer: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            if not is_compiling():
                ended(optimizer, (len(args) > 1 or bool(kwargs)) and _has_closure(args, kwargs))

        self._handles = [
            register_optimizer_step_pre_hook(before),
            register_optimizer_step_post_hook(after),
        ]

    def _backward(self, original: Function) -> Function:
        observer, guard = self._observer, self._observer.guard
        begins = guard.watched("the loss", observer.backward_begins)
        ended = guard.watched("gradients", observer.backward_ended)

        def backward(tensors: Any, *args: Any, **kwargs: Any) -> Any:
            if observer.begin is None:
                guard.adopt_thread()
            begins(tensors)
            result = original(tensors, *args, **kwargs)
            if observer.clock.by_backward:
                ended()
            return result

        return backward

    def _next(self, original: Function) -> Function:
        fetched = self._observer.guard.watched("batches", self._observer.batch_fetched)

        def next_batch(iterator: Any) -> Any:
            begin = perf_counter()
            batch = original(iterator)
            fetched(iterator, batch, perf_counter() - begin)
            return batch

        return next_batch

    def _criterion(self, name: str, original: Function) -> Function:
        observer = self._observer
        returned = observer.guard.watched("the loss function", observer.criterion_returned)
        is_compiling = torch.compiler.is_compiling

        def loss(*args: Any, **kwargs: Any) -> Any:
            result = original(*args, **kwargs)
            if is_compiling() or (not observer.looks_at_criterion and getattr(result, "requires_grad", False)):
                return result
            if transformed():
                return result
            returned(name, args, kwargs, result)
            return result

        # TorchScript compiles a function from its source: it must be given the original
        loss.__prepare_scriptable__ = lambda: original  # type: ignore[attr-defined]  # functions take attributes
        return loss

    def _optimizer(self, original: Function) -> Function:
        made = self._observer.guard.watched("optimizers", self._observer.clock.expect_updates)

        def init(optimizer: Any, *args: Any, **kwargs: Any) -> None:
            made()
            original(optimizer, *args, **kwargs)

        return init

    def _eval(self, original: Function) -> Function:
        begins = self._observer.guard.watched("evaluation", self._observer.evaluation_begins)

        def evaluate(module: Any) -> Any:
            begins()
            return original(module)

        return evaluate

    def _compile(self, original: Function) -> Function:
        compiled = self._observer.guard.watched("compiled models", self._observer.was_compiled)

        def compile_model(*args: Any, **kwargs: Any) -> Any:
            compiled(args[0] if args else kwargs.get("model"))
            return original(*args, **kwargs)

        return compile_model

    def _scale(self, original: Function) -> Function:
        scaled = self._observer.guard.watched("the loss scale", self._observer.loss.scaled)

        def scale(scaler: Any, outputs: Any) -> Any:
            result = original(scaler, outputs)
            if result is not outputs:
                scaled(result, outputs)
            return result

        return scale

    def _update(self, original: Function) -> Function:
        updated = self._observer.guard.watched("the loss scale", self._observer.scaler_updated)

        def update(scaler: Any, *args: Any, **kwargs: Any) -> None:
            original(scaler, *args, **kwargs)
            updated(scaler)

        return update

    def _scheduler(self, original: Function) -> Function:
        stepped = self._observer.guard.watched("schedulers", self._observer.scheduler_stepped)

        def step(scheduler: Any, *args: Any, **kwargs: Any) -> Any:
            self._schedulers_stepping += 1
            try:
                return original(scheduler, *args, **kwargs)
            finally:
                self._schedulers_stepping -= 1
                # a scheduler steps once while it is made, and one that holds others steps them: neither counts
                if self._schedulers_stepping == 0 and sys._getframe(1).f_code.co_name != "_initial_step":
                    stepped()

        return step

    def _clip(self, original: Function) -> Function:
        clipped = self._observer.guard.watched("clipping", self._observer.clipped)

        def clip(*args: Any, **kwargs: Any) -> Any:
            clipped()
            return original(*args, **kwargs)

        return clip
