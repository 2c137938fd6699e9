"""How often each class occurs, and how often it is recognised."""

import torch
from torch import Tensor


def class_counts(scores: Tensor, targets: Tensor) -> Tensor:
    """Return a (3, classes) matrix: targets of each class, predictions of it, and right predictions of it.

    Args:
        scores: (batch, classes) logits or probabilities.
        targets: (batch,) class indices; those outside 0..classes-1 (an ignored index) are left out.
    """
    classes = torch.arange(scores.shape[1], device=scores.device)
    wanted = targets[:, None] == classes  # by comparison: counting and indexing would wait for the device
    found = (scores.detach().argmax(1)[:, None] == classes) & wanted.any(1, keepdim=True)
    return torch.stack([each.sum(0) for each in (wanted, found, wanted & found)])
