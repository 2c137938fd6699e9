"""Follows the batches of every DataLoader: waiting time, size, epochs, and the last batch in case it is bad."""

import weakref
from collections.abc import Iterator
from typing import Any

from torch import Tensor

from trainward.signals.subsample import subsample
from trainward.sources.live.clock import StepClock
from trainward.sources.live.evaluation import input_statistics, record_input
from trainward.sources.live.recorder import Recorder

TENSORS = 8  # of one batch that are looked at


class Batches:
    """What came out of the loaders last, without keeping it alive."""

    def __init__(self, recorder: Recorder, clock: StepClock) -> None:
        """Record through `recorder`."""
        self._recorder = recorder
        self._clock = clock
        self._tensors: list[weakref.ref[Tensor]] = []
        self._iterator: weakref.ref[Any] | None = None
        self.new_epoch = False
        self._epochs = 0
        self.data: int | None = None
        self.waiting_for: int | None = None

    def fetched(self, iterator: Any, batch: Any, seconds: float) -> None:
        """Take note of one batch."""
        self._clock.wait_seconds += seconds
        self._clock.fetched = True
        self.data = id(iterator._dataset)
        if self._iterator is None or self._iterator() is not iterator:
            self._iterator = weakref.ref(iterator)
            self.new_epoch = True
        self._tensors = [weakref.ref(each) for each in _tensors(batch)]

    def source(self) -> int | None:
        """Return the identity of the data set the last batch came from, if one came since the last step."""
        return self.data if self._clock.fetched else None

    def trained_on(self, step: int) -> int | None:
        """Say that the last batch was trained on; return the identity of its data set."""
        if self.new_epoch:
            self.new_epoch = False
            self._epochs += 1
            self._recorder.put_change("epoch", step, float(self._epochs))
        return self.data

    def size(self, step: int) -> None:
        """Record the length of the last batch."""
        first = next((each for reference in self._tensors if (each := reference()) is not None and each.dim()), None)
        if first is not None:
            self._recorder.put_change("batch_size", step, float(len(first)), "train")

    def look(self, step: int) -> None:
        """Record what the last batch holds; for a step that went wrong, or where no model input is seen."""
        for reference in self._tensors:
            tensor = reference()
            if tensor is not None and tensor.is_floating_point() and tensor.numel():
                bad = (~tensor.isfinite()).sum().float()
                statistics = input_statistics(subsample(tensor))
                low, high = tensor.aminmax()
                statistics[2], statistics[3], statistics[4] = low.float(), high.float(), bad
                record_input(self._recorder, step, statistics, "train")
                break


def _tensors(batch: Any, depth: int = 0) -> Iterator[Tensor]:
    """Yield the first tensors of a batch of any ordinary nesting."""
    if isinstance(batch, Tensor):
        yield batch
    elif depth < 3 and isinstance(batch, dict):
        for value in list(batch.values())[:TENSORS]:
            yield from _tensors(value, depth + 1)
    elif depth < 3 and isinstance(batch, list | tuple):
        for value in batch[:TENSORS]:
            yield from _tensors(value, depth + 1)
