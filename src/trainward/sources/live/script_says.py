"""Listens to what the script prints, and to what it logs to TensorBoard and MLflow."""

import functools
import sys
from collections.abc import Callable, Mapping
from typing import Any

from trainward.sources.live.guard import Guard
from trainward.sources.live.said import Printed
from trainward.sources.live.streams import read_along

Say = Callable[[str, str, float], None]


def listen_to_output(guard: Guard, say: Say) -> None:
    """Read along what is written to standard output; the stream itself stays what it is."""
    printed = Printed(lambda name, value: say("printed", name, value))
    read_along(sys.stdout, guard.watched("printed values", printed.wrote))


def loggers(guard: Guard, say: Say) -> Mapping[str, Callable[[], None]]:
    """Return what to do when the script imports one of the loggers it may log scalars to."""
    logged = guard.watched("logged values", functools.partial(_logged, say))
    return {
        "torch.utils.tensorboard.writer": functools.partial(_tensorboard, "torch.utils.tensorboard.writer", logged),
        "tensorboardX.writer": functools.partial(_tensorboard, "tensorboardX.writer", logged),
        "mlflow.tracking.fluent": functools.partial(_mlflow, logged),
    }


def _logged(say: Say, name: Any, value: Any) -> None:
    on_host = str(getattr(value, "device", "cpu")) == "cpu"  # a device value would have to be waited for
    if on_host and hasattr(value, "__float__") and not isinstance(value, bool):
        say("logged", str(name), float(value))


def _tensorboard(module: str, logged: Callable[..., Any]) -> None:
    writer = sys.modules[module].SummaryWriter
    original = writer.add_scalar

    @functools.wraps(original)
    def add_scalar(self: Any, tag: Any, scalar_value: Any, *args: Any, **kwargs: Any) -> Any:
        logged(tag, scalar_value)
        return original(self, tag, scalar_value, *args, **kwargs)

    writer.add_scalar = add_scalar


def _mlflow(logged: Callable[..., Any]) -> None:
    fluent: Any = sys.modules["mlflow.tracking.fluent"]
    one, several = fluent.log_metric, fluent.log_metrics

    @functools.wraps(one)
    def log_one(key: Any, value: Any, *args: Any, **kwargs: Any) -> Any:
        logged(key, value)
        return one(key, value, *args, **kwargs)

    @functools.wraps(several)
    def log_several(values: Any, *args: Any, **kwargs: Any) -> Any:
        for key, value in dict(values).items():
            logged(key, value)
        return several(values, *args, **kwargs)

    fluent.log_metric, fluent.log_metrics = log_one, log_several
