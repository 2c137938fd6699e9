"""Follows whether the graphs of past steps are still kept alive by the script."""

import weakref
from typing import Any

from torch import Tensor

from trainward.sources.live.recorder import Recorder

MARKERS = 64  # graphs followed at a time; chosen
SETTLED_STEPS = 3  # a loop's own variables keep the graph of the last step or two


class _Marker:
    """Lives as long as the graph node it is attached to."""

    __slots__ = ("__weakref__",)


class GraphProbe:
    """Attaches a marker to the graph of the loss now and then, and counts the markers that outlive their step."""

    def __init__(self, recorder: Recorder) -> None:
        """Record through `recorder`."""
        self._recorder = recorder
        self._markers: list[tuple[int, weakref.ref[_Marker]]] = []

    def mark(self, step: int, loss: Any) -> None:
        """Mark the graph of this step's loss."""
        node = loss.grad_fn if isinstance(loss, Tensor) else None
        if node is None or len(self._markers) >= MARKERS:
            return
        marker = _Marker()
        node.metadata["trainward"] = marker  # type: ignore[index]  # a property that torch declares as a method
        self._markers.append((step, weakref.ref(marker)))

    def count(self, step: int) -> None:
        """Record how many graphs of earlier steps are alive."""
        self._markers = [(marked, each) for marked, each in self._markers if each() is not None]
        kept = sum(1 for marked, _ in self._markers if marked <= step - SETTLED_STEPS)
        self._recorder.put("graphs_alive", step, float(kept))
