"""The largest absolute value of each of many tensors."""

from collections.abc import Sequence

import torch
from torch import Tensor


def largest(tensors: Sequence[Tensor]) -> Tensor:
    """Return the largest absolute value of each tensor as a float32 vector; nan where a tensor holds nan."""
    each = torch._foreach_norm(list(tensors), float("inf"))
    first = each[0].device
    return torch.stack([value.to(device=first, dtype=torch.float32) for value in each])
