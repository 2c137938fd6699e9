"""Takes readings on the hot path: appends to a ring, and leaves values of an accelerator there until they are ready."""

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from trainward.sources.live.device_mailbox import DeviceMailbox

if TYPE_CHECKING:
    from torch import Tensor

RING_READINGS = 2_000_000  # about 200 MB if the writer is stuck for good; chosen
Ring = deque[tuple[int, int, float]]


class Recorder:
    """Numbers the series and appends `(series number, step, value)` to the ring the writer empties."""

    def __init__(self) -> None:
        """Begin with no series and an empty ring."""
        self.ring: Ring = deque(maxlen=RING_READINGS)
        self.series: list[tuple[str, str]] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._latest: dict[tuple[str, str], float] = {}
        self._mailbox = DeviceMailbox(self.ring)

    def number(self, signal: str, where: str = "") -> int:
        """Return the number of a series, a new one at its first use."""
        key = (signal, where)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.series)
            self.series.append(key)
        return number

    def put(self, signal: str, step: int, value: float, where: str = "") -> None:
        """Record one value that is already on the host."""
        self.ring.append((self.number(signal, where), step, value))

    def put_change(self, signal: str, step: int, value: float, where: str = "") -> None:
        """Record a value if it is not the one recorded last."""
        key = (signal, where)
        if self._latest.get(key) != value:
            self._latest[key] = value
            self.put(signal, step, value, where)

    def put_tensor(self, signal: str, step: int, value: "Tensor", where: str = "") -> None:
        """Record a tensor of one element, without waiting for its device."""
        self.put_tensors(signal, step, value.reshape(1), (where,))

    def put_tensors(self, signal: str, step: int, values: "Tensor", places: Sequence[str]) -> None:
        """Record a vector of values, one for each place, without waiting for its device."""
        numbers = [self.number(signal, place) for place in places]
        if values.device.type == "cpu":
            self.ring.extend((number, step, value) for number, value in zip(numbers, values.tolist(), strict=True))
        else:
            self._mailbox.post(numbers, step, values)

    def finish(self) -> None:
        """Wait for the devices and move everything into the ring; for the end of the run only."""
        self._mailbox.finish()
