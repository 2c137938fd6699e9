"""The catalogue of signals: every named quantity of a run's health, with its unit and what `where` means for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Cadence: TypeAlias = Literal["step", "sampled", "evaluation", "change", "once", "clock"]
"""step: each optimizer step; sampled: on the steps the governor allows; evaluation: at the end of each evaluation
phase; change: when the value differs from the last; once: a fact of the run; clock: every few seconds."""


@dataclass(frozen=True, slots=True)
class SignalInfo:
    """What a signal is: `where` names the kind of place ("" for the run as a whole)."""

    unit: str
    where: str
    cadence: Cadence
    meaning: str


def _info(unit: str, where: str, cadence: Cadence, meaning: str) -> SignalInfo:
    return SignalInfo(unit, where, cadence, meaning)


_LOOP: Final = {
    "loss": _info("loss", "optimizer ('' is the first)", "step", "tensor backward was called on, AMP scale taken out, mean over micro-batches"),
    "loss_scale": _info("factor", "", "change", "scale of the gradient scaler"),
    "skipped_steps": _info("steps", "", "change", "optimizer steps the gradient scaler left out so far"),
    "learning_rate": _info("per step", "optimizer/group", "change", "learning rate of each parameter group"),
    "weight_decay": _info("per step", "optimizer/group", "change", "weight decay of each parameter group"),
    "micro_batches": _info("count", "optimizer", "change", "backward calls in one step"),
    "batch_size": _info("samples", "data source", "change", "length of the first tensor in a batch"),
    "epoch": _info("count", "", "change", "times the training data source was started, from 1"),
    "scheduler_steps": _info("count", "", "change", "calls of LRScheduler.step so far, read with the optimizer steps"),
    "scheduler_first": _info("0/1", "", "once", "1: a scheduler stepped before any optimizer step"),
    "training_mode": _info("0/1", "model", "sampled", "1: the model was in training mode when its gradients were computed; only for models with dropout or normalisation"),
    "evaluation_mode": _info("0/1", "model", "evaluation", "1: the model was in eval mode when losses were computed without gradient; only for models with dropout or normalisation"),
    "carried_gradient": _info("0/1", "optimizer", "sampled", "1: gradients were never cleared between two steps"),
    "clip_after_step": _info("0/1", "", "sampled", "1: gradients were clipped after the update they should have limited"),
    "exit_code": _info("code", "exception type", "once", "exit code of the script"),
}
_SPEED: Final = {
    "step_seconds": _info("s", "", "step", "wall time from the end of one step to the end of the next, evaluation left out"),
    "data_wait_seconds": _info("s", "", "step", "time the step waited for its batches"),
    "seconds_since_step": _info("s", "", "clock", "time since the last step ended, or since the run began"),
    "evaluation_seconds": _info("s", "", "evaluation", "wall time of an evaluation phase"),
}
_GRADIENT: Final = {
    "grad_norm": _info("loss", "optimizer", "sampled", "L2 norm of all gradients of the optimizer taken as one vector, scale taken out"),
    "layer_grad_norm": _info("loss", "parameter", "sampled", "L2 norm of the gradient; parameters in the order of the forward pass"),
    "grad_nonfinite": _info("count", "parameter", "sampled", "1 where a gradient holds NaN or infinity"),
    "grad_missing": _info("0/1", "parameter", "sampled", "1: trainable and held by an optimizer, but without gradient at the step"),
}
_PARAMETER: Final = {
    "param_norm": _info("weight", "parameter", "sampled", "L2 norm"),
    "param_size": _info("elements", "parameter", "once", "number of elements, in the order of the forward pass"),
    "update_ratio": _info("ratio", "parameter", "sampled", "norm of the update over norm of the parameter, on a strided subsample; 0 is exactly no change"),
    "param_nonfinite": _info("0/1", "parameter", "sampled", "1 where a parameter holds NaN or infinity"),
    "buffer_nonfinite": _info("0/1", "buffer", "sampled", "1 where a buffer holds NaN or infinity"),
    "buffer_max": _info("value", "buffer", "sampled", "largest absolute value of a floating-point buffer"),
    "identical_units": _info("share", "parameter", "sampled", "share of a weight's output units that equal its first one to rounding"),
    "not_in_optimizer": _info("elements", "parameter", "once", "trainable and with a gradient, but in no optimizer"),
    "not_in_model": _info("elements", "optimizer", "once", "held by an optimizer, but no part of any model that was run"),
    "frozen_parameters": _info("elements", "parameter", "once", "requires_grad is False"),
    "decay_pull": _info("ratio", "optimizer", "sampled", "norm of weight decay times weights over norm of the gradients; for decoupled decay, learning rate times decay over the median update ratio"),
}
_ACTIVATION: Final = {
    "activation_mean": _info("value", "module", "sampled", "mean output on a strided subsample; modules in the order of the forward pass"),
    "activation_std": _info("value", "module", "sampled", "standard deviation of the same"),
    "activation_nonfinite": _info("0/1", "module", "sampled", "1: the output holds NaN or infinity, the inputs of the module did not"),
    "dead_units": _info("share", "module", "sampled", "share of a ReLU-like module's units that are 0 for the whole batch"),
    "saturated_units": _info("share", "module", "sampled", "share of a sigmoid's or tanh's outputs within 1 % of their bounds"),
    "output_variation": _info("ratio", "model", "sampled", "standard deviation of the output over the batch, over its root mean square; 0 is a constant output"),
    "dropout_p": _info("probability", "module", "once", "probability of a dropout module"),
}
_LOSS_FUNCTION: Final = {
    "criterion": _info("loss", "loss function", "sampled", "value of the loss function itself in training, before penalties, signs and scales of the script"),
    "class_count": _info("classes", "loss function", "once", "size of the class axis; for binary losses 1 a column"),
    "prediction_min": _info("value", "loss function", "sampled", "smallest prediction entering the loss"),
    "prediction_max": _info("value", "loss function", "sampled", "largest prediction entering the loss"),
    "prediction_row_sum_error": _info("value", "loss function", "sampled", "largest distance of a row sum of the predictions from 1"),
    "prediction_zero_share": _info("share", "loss function", "sampled", "share of the predictions that are exactly 0"),
    "target_min": _info("value", "loss function", "sampled", "smallest target"),
    "target_max": _info("value", "loss function", "sampled", "largest target"),
    "target_row_sum_max": _info("value", "loss function", "sampled", "largest row sum of the targets when they have the shape of the predictions with more than one column"),
    "target_perplexity": _info("ratio", "loss function", "sampled", "exp of the entropy of the class shares seen so far, over the number of classes; 1 is balanced"),
    "rarest_class_share": _info("share", "loss function", "sampled", "share of the rarest class among the targets seen so far; 0 for a class never seen"),
    "rare_class_recall": _info("share", "loss function", "sampled", "share of the targets of the rarest class that were predicted right, over the readings so far"),
    "broadcast_ratio": _info("ratio", "loss function", "sampled", "elements after prediction and target broadcast, over elements of the larger; 1 is right"),
    "class_weighted": _info("0/1", "loss function", "once", "1: the loss function was given class weights"),
}
_EVALUATION: Final = {
    "validation_loss": _info("loss", "data source", "evaluation", "mean loss without gradient in one evaluation phase; 'train' is the training data evaluated, 'logged:NAME' and 'printed:NAME' what the script says"),
    "validation_accuracy": _info("share", "data source", "evaluation", "accuracy in one evaluation phase, of class-index targets"),
    "train_accuracy": _info("share", "", "sampled", "accuracy on training batches, of class-index targets"),
    "logged": _info("value", "name", "change", "any other scalar the script logs or prints"),
}
_DATA: Final = {
    "input_mean": _info("value", "data source", "sampled", "mean of the first floating-point tensor of a batch; sources are 'train' and 'validation:N'"),
    "input_std": _info("value", "data source", "sampled", "standard deviation of the same"),
    "input_min": _info("value", "data source", "sampled", "smallest value of the same"),
    "input_max": _info("value", "data source", "sampled", "largest value of the same"),
    "input_nonfinite": _info("count", "data source", "step", "values that are NaN or infinite in the tensors of a batch; on sampled steps, and on each step whose loss is not finite"),
}
_RESOURCE: Final = {
    "process_memory": _info("bytes", "", "clock", "resident memory of the process and its loader workers"),
    "machine_memory_free": _info("bytes", "", "clock", "memory the machine still has for new processes"),
    "process_cpu": _info("cores", "", "clock", "processor time per second of the process and its loader workers"),
    "device_memory": _info("bytes", "device", "clock", "memory allocated by tensors"),
    "device_memory_reserved": _info("bytes", "device", "clock", "memory held by the allocator"),
    "device_use": _info("share", "device", "clock", "share of time a kernel ran"),
    "graphs_alive": _info("count", "", "sampled", "graphs of followed steps, at least 3 steps old, that are still in memory"),
    "open_files": _info("count", "", "clock", "file descriptors of the process"),
}

SIGNALS: Final[Mapping[str, SignalInfo]] = {
    **_LOOP, **_SPEED, **_GRADIENT, **_PARAMETER, **_ACTIVATION, **_LOSS_FUNCTION, **_EVALUATION, **_DATA, **_RESOURCE,
}  # fmt: skip
"""Every signal by name."""
