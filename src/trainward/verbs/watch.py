"""Watches a loop from inside a script, in two lines."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from trainward.verbs.run_options import DEFAULT_BUDGET, ReportFiles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from torch import nn, optim

    from trainward.verbs.attended import AttendedRun


class Ward:
    """A watched loop; `log` hands over what hooks cannot see."""

    def __init__(self, models: "tuple[nn.Module, ...]", budget: float, runs: Path | None, files: ReportFiles) -> None:
        """Prepare to watch; see `watch`."""
        self._models = models
        self._budget = budget
        self._runs = runs
        self._files = files
        self._attended: AttendedRun | None = None

    def __enter__(self) -> Self:
        """Begin to watch, unless TRAINWARD=off."""
        if os.environ.get("TRAINWARD", "").lower() != "off":
            from trainward.verbs.attended import AttendedRun

            command = (sys.argv[0] or "python", *sys.argv[1:])
            self._attended = AttendedRun(command, self._budget, self._runs, self._files, quiet=False)
            self._attended.live.begin(listen=False)
            self._attended.live.knows(self._models)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End watching and report; an exception of the loop goes on as it was."""
        if self._attended is not None:
            failed = kind is not None and not (kind is SystemExit and getattr(error, "code", None) in (None, 0))
            self._attended.finish(1 if failed else 0, kind.__name__ if failed and kind is not None else "")
            self._attended = None

    @property
    def folder(self) -> Path | None:
        """The folder the run is stored in; None when nothing is watched."""
        return self._attended.folder if self._attended is not None else None

    def log(self, **values: float) -> None:
        """Record scalars at the present step, such as `val_loss=0.31`."""
        if self._attended is not None:
            self._attended.live.log({name: float(value) for name, value in values.items()})

    def pause(self) -> None:
        """Take every hook away for a while."""
        if self._attended is not None:
            self._attended.live.pause()

    def resume(self) -> None:
        """Put the hooks in place again."""
        if self._attended is not None:
            self._attended.live.resume()


def watch(
    model: "nn.Module | Iterable[nn.Module]",
    optimizer: "optim.Optimizer | Iterable[optim.Optimizer] | None" = None,
    *,
    budget: float = DEFAULT_BUDGET,
    runs: Path | None = None,
    html: str = "",
) -> Ward:
    """Return a context that watches the training loop inside of it.

    Nothing is watched, and nothing costs, when the environment says TRAINWARD=off.

    Args:
        model: the model that is trained, or several.
        optimizer: its optimizer, or several; for the reader, since optimizers are seen when they step.
        budget: share of the median step that watching may cost.
        runs: where runs are stored; $TRAINWARD_RUNS or ./trainward_runs otherwise.
        html: where the report is written as a page, if anywhere.
    """
    models: tuple[Any, ...] = tuple(model) if not hasattr(model, "named_modules") else (model,)
    return Ward(models, budget, runs, ReportFiles(html=html))
