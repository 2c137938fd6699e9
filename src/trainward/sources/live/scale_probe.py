"""Reads the loss scale of a gradient scaler."""

from typing import Any

from torch import Tensor

from trainward.sources.live.recorder import Recorder


class ScaleProbe:
    """Follows the scale, and counts the steps that were skipped because gradients overflowed."""

    def __init__(self, recorder: Recorder) -> None:
        """Record through `recorder`."""
        self._recorder = recorder
        self._scale = 0.0
        self._skipped = 0

    def updated(self, scaler: Any, step: int, sampled: bool) -> None:
        """Take the scale chosen for the next step; from an accelerator only on sampled steps."""
        scale = getattr(scaler, "_scale", None)
        if not isinstance(scale, Tensor):
            return
        if not scale.is_cpu:
            if sampled:
                self._recorder.put_tensor("loss_scale", step, scale)
            return
        value = float(scale.item())
        if value < self._scale:
            self._skipped += 1
            self._recorder.put("skipped_steps", step, float(self._skipped))
        self._scale = value
        self._recorder.put_change("loss_scale", step, value)
