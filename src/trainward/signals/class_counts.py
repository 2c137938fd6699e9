"""How often each class occurs, and how often it is recognised."""

import torch
from torch import Tensor


def class_counts(scores: Tensor, targets: Tensor) -> Tensor:
    """Return a (3, classes) matrix: targets of each class, predictions of it, and right predictions of it.

    Args:
        scores: (batch, classes) logits or probabilities.
        targets: (batch,) class indices; those outside 0..classes-1 (an ignored index) are left out.
    """
    classes = scores.shape[1]
    kept = (targets >= 0) & (targets < classes)
    wanted = targets[kept].long()
    found = scores.detach()[kept].argmax(1)
    right = wanted[found == wanted]
    return torch.stack([torch.bincount(each, minlength=classes) for each in (wanted, found, right)])
