"""Turns what the hooks see of the user's loop into readings."""

import weakref
from collections.abc import Callable
from time import perf_counter
from typing import Any

import torch
from torch import Tensor, nn

from trainward.signals.subsample import subsample
from trainward.sources.live.activation_probe import ActivationProbe
from trainward.sources.live.attention import EARLY_STEPS, PROBES, Attention
from trainward.sources.live.batches import Batches
from trainward.sources.live.clock import StepClock
from trainward.sources.live.criterion_probe import CriterionProbe
from trainward.sources.live.evaluation import Evaluation, LossCall, input_statistics, record_input
from trainward.sources.live.governor import Governor
from trainward.sources.live.gradient_probe import GradientProbe
from trainward.sources.live.graph_probe import GraphProbe
from trainward.sources.live.guard import Guard
from trainward.sources.live.loss_probe import LossProbe
from trainward.sources.live.models import Models
from trainward.sources.live.order_probe import OrderProbe, record_groups, record_structure
from trainward.sources.live.recorder import Recorder
from trainward.sources.live.scale_probe import ScaleProbe
from trainward.sources.live.transformed import transformed
from trainward.sources.live.update_probe import UpdateProbe

FORCED = 5  # times in a run that an abnormal loss makes the other probes look at its step
GROUPS_EVERY = 16  # steps between looks at the learning rate when no scheduler stepped


class Observer:
    """Receives the events of the loop; each method is called through the guard, on the training thread."""

    def __init__(self, recorder: Recorder, guard: Guard, budget: float, notice: Callable[[str], None]) -> None:
        """Watch within `budget`, a share of the median step; say through `notice` what cannot be seen."""
        self.recorder = recorder
        self.guard = guard
        self.notice = notice
        self.governor = Governor(budget, PROBES)
        self.clock = StepClock(recorder, self.governor)
        self.models = Models()
        self.loss = LossProbe(recorder, self.models)
        self.gradient = GradientProbe(recorder, self.models)
        self.update = UpdateProbe(recorder, self.models)
        self.criterion = CriterionProbe(recorder, self.models)
        self.evaluation = Evaluation(recorder, self.models)
        self.batches = Batches(recorder, self.clock)
        self.order = OrderProbe(recorder, self.models)
        self.scale = ScaleProbe(recorder)
        self.graph = GraphProbe(recorder)
        self.activation = ActivationProbe(recorder, self.models, self.model_input)
        self.output_hook = guard.watched("activations", self._output_of)
        self.compiled = False
        self.begin: float | None = None
        self.attention = Attention(self.governor)
        self.due = self.attention.due
        self._timed = self.attention.timed
        self.looks_at_criterion = True
        self._alert = True
        self._latest_optimizer: Callable[[], Any] = lambda: None
        self._label = ""
        self._backwards = 0
        self._forced = 0
        self._groups_changed = True
        self._evaluated_step = -1
        self._generation = -1

    def ready(self) -> None:
        """Begin to look for models; called once torch is there."""
        if self.due["activation"] and not self.compiled:
            self._arm()

    # the loop

    def backward_begins(self, tensors: Any) -> None:
        """A backward is about to run on `tensors`."""
        if self._alert:
            self._forward_ended()
            if self.due["order"] and not self.compiled:
                self._timed("order", self.graph.mark, self.clock.step + 1, tensors)
        self._backwards += 1
        if self.loss.backward(tensors):
            self._look_closer(self.clock.step + 1)
        if self.batches.new_epoch:
            self.batches.trained_on(self.clock.step + 1)
        if not self.clock.updates_seen and self.clock.backward_begins(self._fixed_ns()):
            self._updated_by_hand()

    def _updated_by_hand(self) -> None:
        """Count this backward as a step: what the script did since the last one was its update."""
        if self.update.open:
            self._timed("update", self.update.end, self.clock.step - 1, None)
        self.notice("no optimizer of torch.optim is seen to step: each backward counts as a step")
        self.loss.updated(self.clock.step, "", first_only=False)
        self._step_ended(None)

    def _forward_ended(self) -> None:
        """Close what was open during the forward pass; the common step has nothing open."""
        if self.order.following:
            self._timed("order", self.order.backward_begins)
        self._alert = self.order.following
        if self.begin is None:
            self.begin = perf_counter()
        self.evaluation.training_data = self.batches.data
        if self.evaluation.open:
            self._close_evaluation()
        if self.activation.armed:
            self._timed("activation", self.activation.disarm)
        if self.models.generation == 0:
            self.models.settle()

    def backward_ended(self) -> None:
        """A backward has run; called only in runs whose updates are made by hand."""
        if self.due["gradient"]:
            self._timed("gradient", self.gradient.look_at_models, self.clock.step)
        if self.due["update"] and self.models.generation:
            self._timed("update", self.update.begin, self.models.parameters())

    def update_begins(self, optimizer: torch.optim.Optimizer, closure: bool) -> None:
        """An optimizer is about to update its parameters."""
        step = self.clock.current(id(optimizer))
        if self.order.following:
            self._timed("order", self.order.update_begins, step, optimizer)
        if self.due["gradient"] and not closure:
            self._timed("gradient", self.gradient.look, step, optimizer)
        if self.due["update"]:
            self._timed("update", self.update.begin, self.models.touched_by(optimizer, orphans=self.clock.step > 0))

    def update_ended(self, optimizer: torch.optim.Optimizer, closure: bool) -> None:
        """An optimizer has updated its parameters."""
        step = self.clock.current(id(optimizer))
        if self._latest_optimizer() is not optimizer:
            self._latest_optimizer = weakref.ref(optimizer)
            self._label = self.models.optimizer_label(optimizer)
        if closure and self.due["gradient"]:
            self._timed("gradient", self.gradient.look, step, optimizer)
        if self.update.open:
            self._timed("update", self.update.end, step, optimizer)
        self.loss.updated(step, self._label, closure)
        if self._groups_changed or step % GROUPS_EVERY == 0:
            record_groups(self.recorder, self.models, step, optimizer)
            self._groups_changed = step <= EARLY_STEPS
        self._backwards = 0
        if self.clock.updated(id(optimizer), self._fixed_ns()):
            self._step_ended(None if closure else optimizer)

    def _step_ended(self, optimizer: torch.optim.Optimizer | None) -> None:
        step = self.clock.step
        if self.attention.passes(step):
            return
        if self.due["criterion"]:
            self._timed("criterion", self.criterion.close, step)
            self.batches.size(step)
        if step <= EARLY_STEPS or self.due["activation"]:
            self._timed("activation", self._structure)
        if self.due["order"]:
            self._timed("order", self.order.modes, step)
            self._timed("order", self.graph.count, step)
        self.attention.plan(step)
        self.looks_at_criterion = self.due["criterion"] or self.loss.takes_criterion
        if self.due["activation"] and not self.compiled:
            self._arm()
        if self.due["order"] and optimizer is not None:
            self._timed("order", self.order.follow, optimizer)
            self._alert = self.attention.updates = True

    def _arm(self) -> None:
        self._alert = True
        self.activation.arm(self.clock.step + 1, self.output_hook)

    def _structure(self) -> None:
        self.models.settle()
        if self.clock.step <= EARLY_STEPS or self._generation != self.models.generation:
            self._generation = self.models.generation
            record_structure(self.recorder, self.models)

    def _look_closer(self, step: int) -> None:
        if self._forced < FORCED:
            self._forced += 1
            self.attention.closer()
            self._timed("criterion", self.batches.look, step)

    # what enters and leaves

    def _output_of(self, module: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
        if self.models.generation == 0:
            self.models.saw(module)
        elif not transformed():
            self._timed("activation", self.activation.output_of, module, inputs, output)

    def model_input(self, model: nn.Module, entering: Tensor) -> None:
        """A whole model was given `entering`."""
        statistics = input_statistics(subsample(entering))
        if torch.is_grad_enabled():
            record_input(self.recorder, self.clock.step + 1, statistics, "train")
            return
        self.evaluation.entered(model, self.batches.source(), statistics)
        if not self.due["activation"]:
            self.activation.disarm()

    def evaluation_begins(self) -> None:
        """A model is put into eval mode: look at what it is given next."""
        if not self.compiled and self.clock.step:
            self._arm()

    def criterion_returned(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> None:
        """A function of torch.nn.functional that computes a loss has returned `result`."""
        if type(result) is not Tensor:
            return
        prediction = args[0] if args else kwargs.get("input")
        target = args[1] if len(args) > 1 else kwargs.get("target")
        reduction = str(kwargs.get("reduction", "mean"))
        if not (result.requires_grad and torch.is_grad_enabled()):
            self._evaluated(LossCall(name, prediction, target, result, reduction))
            return
        self.evaluation.trained_by[name] = reduction
        if self.loss.takes_criterion:
            self.loss.take(result)
        if self.due["criterion"]:
            weighted = kwargs.get("weight") is not None or (len(args) > 2 and isinstance(args[2], Tensor))
            weighted = weighted or kwargs.get("pos_weight") is not None
            step = self.clock.step + 1
            self._timed("criterion", self.criterion.look, step, name, prediction, target, result, weighted)

    def _evaluated(self, call: LossCall) -> None:
        self._alert = True
        if self.due["activation"] is False and not self.evaluation.open and not self.compiled:
            self._arm()
        elif self.activation.armed and self.evaluation.open:
            self.activation.disarm()
        self.clock.evaluated = True
        self.evaluation.loss(self.batches.source(), call)

    def _close_evaluation(self) -> None:
        regular = self.clock.step - self._evaluated_step > 1
        self._evaluated_step = self.clock.step
        self.models.settle()  # an averaged model may have been run for the first time
        self.evaluation.close(self.clock.step, regular)

    def batch_fetched(self, iterator: Any, batch: Any, seconds: float) -> None:
        """A loader has delivered a batch after `seconds`."""
        self.batches.fetched(iterator, batch, seconds)

    # helpers of the loop

    def scaler_updated(self, scaler: Any) -> None:
        """A gradient scaler has chosen its next scale."""
        self.scale.updated(scaler, self.clock.step, self.due["order"])

    def scheduler_stepped(self) -> None:
        """A learning-rate scheduler has stepped."""
        self._groups_changed = True
        self.order.scheduler_stepped(self.clock.step)

    def clipped(self) -> None:
        """Gradients have been clipped."""
        if self.due["order"]:
            self.order.clipped(self.clock.step, self._backwards)

    def was_compiled(self, model: Any) -> None:
        """torch.compile was called."""
        self.compiled = True
        self.activation.disarm()
        self.notice("the model is compiled: outputs of single modules are not read")
        if isinstance(model, nn.Module):
            for module in model.modules():
                self.models.saw(module)

    def finish(self) -> None:
        """The script has ended."""
        if self.evaluation.open:
            self._close_evaluation()
        self.activation.disarm()
        if self.clock.step and self.due["criterion"]:
            self.criterion.close(self.clock.step)
        self.recorder.finish()

    def _fixed_ns(self) -> int:
        """Return the time spent so far on what runs on every step, the probes left out."""
        return self.guard.spent_ns - self.attention.probed_ns
