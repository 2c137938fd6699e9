"""Brings values from an accelerator to the host without making the step wait for them."""

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

LETTER_VALUES = 64  # values sent in one copy; chosen: a copy costs about 10 us of host time


class DeviceMailbox:
    """Gathers device values, copies them together to pinned memory, and reads them when the copy's event is done.

    For the training thread only.
    """

    def __init__(self, ring: "deque[tuple[int, int, float]]") -> None:
        """Deliver into `ring`."""
        self._ring = ring
        self._keys: list[tuple[int, int]] = []
        self._values: list[Tensor] = []
        self._travelling: deque[tuple[Any, Tensor, list[tuple[int, int]]]] = deque()

    def post(self, numbers: Sequence[int], step: int, values: "Tensor") -> None:
        """Take a vector of device values, one for each series number."""
        self._keys.extend((number, step) for number in numbers)
        self._values.append(values.detach().float())
        if len(self._keys) >= LETTER_VALUES:
            self._send()
            self.collect()

    def collect(self) -> None:
        """Deliver the copies that have arrived."""
        while self._travelling and (self._travelling[0][0] is None or self._travelling[0][0].query()):
            self._deliver()

    def finish(self) -> None:
        """Send what is left and wait for all of it."""
        self._send()
        while self._travelling:
            event = self._travelling[0][0]
            if event is not None:
                event.synchronize()
            self._deliver()

    def _send(self) -> None:
        import torch

        by_device: dict[torch.device, tuple[list[Tensor], list[tuple[int, int]]]] = {}
        begin = 0
        for values in self._values:
            group = by_device.setdefault(values.device, ([], []))
            group[0].append(values)
            group[1].extend(self._keys[begin : begin + len(values)])
            begin += len(values)
        self._keys, self._values = [], []
        for device, (vectors, keys) in by_device.items():
            letter = torch.cat(vectors)
            if device.type != "cuda":
                self._travelling.append((None, letter, keys))
                continue
            pinned = torch.empty(letter.shape, dtype=letter.dtype, pin_memory=True)
            pinned.copy_(letter, non_blocking=True)
            event = torch.cuda.Event()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            event.record(torch.cuda.current_stream(device))
            self._travelling.append((event, pinned, keys))

    def _deliver(self) -> None:
        _event, letter, keys = self._travelling.popleft()
        self._ring.extend((number, step, value) for (number, step), value in zip(keys, letter.tolist(), strict=True))
