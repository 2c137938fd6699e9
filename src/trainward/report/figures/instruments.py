"""The instruments of the page, in the order in which they are read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

from trainward.records.reading import History
from trainward.report.figures.accuracy import accuracy_figure
from trainward.report.figures.grad_norm import grad_norm_figure
from trainward.report.figures.layer_grad_norm import layer_grad_norm_figure
from trainward.report.figures.learning_rate import learning_rate_figure
from trainward.report.figures.loss import loss_figure
from trainward.report.figures.memory import MEMORY_SIGNALS, memory_figure
from trainward.report.figures.processor import device_use_figure, processor_figure
from trainward.report.figures.step_time import step_time_figure
from trainward.report.figures.units import dead_units_figure, saturated_units_figure
from trainward.report.figures.update_ratio import update_ratio_figure


@dataclass(frozen=True, slots=True)
class Instrument:
    """A figure of the whole run; `note` says how to read it, `draw` returns None without readings of `reads`."""

    name: str
    title: str
    reads: tuple[str, ...]
    note: str
    draw: Callable[[History], go.Figure | None]
    broad: bool = False


INSTRUMENTS: Final = (
    Instrument(
        "loss",
        "Loss",
        ("loss", "validation_loss"),
        "What backward was called on: at each step, and its median over stretches of the run. "
        "Dashed: mean loss of each evaluation.",
        loss_figure,
        broad=True,
    ),
    Instrument(
        "accuracy",
        "Accuracy",
        ("train_accuracy", "validation_accuracy"),
        "Share of targets predicted right, of each evaluation and, where it was read, of training batches.",
        accuracy_figure,
    ),
    Instrument(
        "learning-rate",
        "Learning rate",
        ("learning_rate",),
        "Of each parameter group; groups with the same course are drawn once.",
        learning_rate_figure,
    ),
    Instrument(
        "gradient-norm",
        "Gradient norm",
        ("grad_norm",),
        "L2 norm of all gradients of an optimizer taken as one vector.",
        grad_norm_figure,
    ),
    Instrument(
        "layer-gradient-norm",
        "Gradient norm by layer",
        ("layer_grad_norm", "grad_nonfinite"),
        "Each row is a parameter, input at the top, output at the bottom. Darker towards the top: the gradient "
        "vanishes on its way to the input.",
        layer_grad_norm_figure,
        broad=True,
    ),
    Instrument(
        "update-ratio",
        "Update ratio",
        ("update_ratio",),
        "Size of a step's update over the size of the parameter. About 0.001 is usual; at exactly 0 the parameter "
        "does not change.",
        update_ratio_figure,
        broad=True,
    ),
    Instrument(
        "dead-units",
        "Dead units",
        ("dead_units",),
        "Share of a module's ReLU-like units that are 0 for a whole batch.",
        dead_units_figure,
    ),
    Instrument(
        "saturated-units",
        "Saturated units",
        ("saturated_units",),
        "Share of a sigmoid's or tanh's outputs within 1 % of their bounds.",
        saturated_units_figure,
    ),
    Instrument(
        "step-time",
        "Time of a step",
        ("step_seconds", "data_wait_seconds"),
        "Medians over stretches of the run. Waiting for data is time in which the model could have learnt.",
        step_time_figure,
    ),
    Instrument(
        "memory",
        "Memory",
        MEMORY_SIGNALS,
        "Read every few seconds. A line that keeps rising is a leak.",
        memory_figure,
    ),
    Instrument(
        "processor",
        "Processor",
        ("process_cpu",),
        "Processor time per second of the process and its loader workers.",
        processor_figure,
    ),
    Instrument(
        "device",
        "Device",
        ("device_use",),
        "Share of time in which the device computed.",
        device_use_figure,
    ),
)
