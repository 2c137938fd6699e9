"""Reads what enters the loss function in training: its value, the predictions and the targets."""

from typing import Any

import torch
from torch import Tensor

from trainward.signals.broadcast_ratio import broadcast_ratio
from trainward.signals.class_counts import class_counts
from trainward.signals.row_sum_error import row_sum_error
from trainward.sources.live.models import Models
from trainward.sources.live.recorder import Recorder

ROWS = 512  # of a batch that are looked at; chosen
MOST_CLASSES = 50  # class balance is read for few classes only; a vocabulary is never balanced
SHAPED_ALIKE = {
    "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits",
}  # fmt: skip
CLASS_INDEX = {"cross_entropy", "nll_loss"}
ANY_TARGET = SHAPED_ALIKE | CLASS_INDEX | {"kl_div", "poisson_nll_loss", "gaussian_nll_loss", "soft_margin_loss"}


class CriterionProbe:
    """Looks at one call of a function of torch.nn.functional that computes a loss."""

    def __init__(self, recorder: Recorder, models: Models) -> None:
        """Record through `recorder`."""
        self._recorder = recorder
        self._models = models
        self._counts: dict[str, Tensor] = {}
        self._calls: dict[str, list[Tensor]] = {}

    def look(self, step: int, name: str, prediction: Any, target: Any, result: Any, weighted: bool) -> None:
        """Record what one call in training shows."""
        with torch.no_grad():
            if isinstance(result, Tensor) and result.numel():
                self._calls.setdefault(name, []).append(result.detach().float().mean())
            if not (isinstance(prediction, Tensor) and prediction.is_floating_point() and prediction.numel()):
                return
            if name not in ANY_TARGET or type(prediction) not in (Tensor, torch.nn.Parameter):
                return
            self._predictions(step, name, prediction.detach())
            if isinstance(target, Tensor) and target.numel():
                self._recorder.put_change("class_weighted", 0, float(weighted), name)
                self._targets(step, name, prediction.detach(), target.detach())

    def close(self, step: int) -> None:
        """Record the value of each function; several calls in one step are averaged."""
        for name, values in self._calls.items():
            self._recorder.put_tensor("criterion", step, torch.stack(values).mean(), name)
        self._calls = {}

    def _predictions(self, step: int, name: str, prediction: Tensor) -> None:
        rows = prediction[:ROWS] if prediction.dim() else prediction
        low, high = torch.aminmax(rows)
        values = torch.stack([low.float(), high.float(), (rows == 0).float().mean()])
        put = self._recorder.put_tensor
        for signal, value in zip(
            ("prediction_min", "prediction_max", "prediction_zero_share"), values.unbind(), strict=True
        ):
            put(signal, step, value, name)
        if prediction.dim() >= 2:
            classes = prediction.shape[1]
            if name in CLASS_INDEX or name.startswith("binary"):
                self._recorder.put_change("class_count", 0, float(classes if name in CLASS_INDEX else 1), name)
            if classes > 1:
                put("prediction_row_sum_error", step, row_sum_error(rows), name)
        elif name.startswith("binary"):
            self._recorder.put_change("class_count", 0, 1.0, name)

    def _targets(self, step: int, name: str, prediction: Tensor, target: Tensor) -> None:
        low, high = torch.aminmax(target[:ROWS] if target.dim() else target)
        self._recorder.put_tensor("target_min", step, low, name)
        self._recorder.put_tensor("target_max", step, high, name)
        if name in SHAPED_ALIKE:
            self._recorder.put("broadcast_ratio", step, broadcast_ratio(prediction.shape, target.shape), name)
        if target.shape == prediction.shape and target.dim() == 2 and target.shape[1] > 1:
            self._recorder.put_tensor("target_row_sum_max", step, target[:ROWS].float().sum(1).amax(), name)
        self._classes(step, name, prediction, target)

    def _classes(self, step: int, name: str, prediction: Tensor, target: Tensor) -> None:
        scores = prediction
        if name == "binary_cross_entropy" or name == "binary_cross_entropy_with_logits":
            if prediction.numel() != prediction.shape[0] or target.shape != prediction.shape or not _binary(target):
                return
            middle = 0.5 if name == "binary_cross_entropy" else 0.0
            flat = prediction.reshape(-1, 1).float() - middle
            scores, target = torch.cat([-flat, flat], 1), target.reshape(-1).long()
        elif name not in CLASS_INDEX or scores.dim() != 2 or target.dim() != 1 or target.is_floating_point():
            return
        if not 2 <= scores.shape[1] <= MOST_CLASSES or self._models.float_input is False:
            return
        counts = class_counts(scores[:ROWS], target[:ROWS])
        accuracy = counts[2].sum() / counts[0].sum().clamp_min(1)
        self._recorder.put_tensor("train_accuracy", step, accuracy)
        before = self._counts.get(name)
        counts = counts if before is None or before.shape != counts.shape else before + counts
        self._counts[name] = counts
        self._balance(step, name, counts)

    def _balance(self, step: int, name: str, counts: Tensor) -> None:
        wanted, _, right = counts.float().unbind()
        shares = wanted / wanted.sum().clamp_min(1)
        entropy = -(shares * shares.clamp_min(1e-12).log()).sum()
        rarest = torch.where(wanted > 0, wanted, torch.inf).argmin()
        put = self._recorder.put_tensor
        put("target_perplexity", step, entropy.exp() / len(shares), name)
        put("rarest_class_share", step, shares.amin(), name)
        put("rare_class_recall", step, right[rarest] / wanted[rarest].clamp_min(1), name)


def _binary(target: Tensor) -> bool:
    return target.device.type == "cpu" and bool(((target == 0) | (target == 1)).all())
