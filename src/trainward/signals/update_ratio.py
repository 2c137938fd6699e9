"""How far an update moved each parameter, relative to its size."""

from collections.abc import Sequence

import torch
from torch import Tensor

SMALLEST = 1e-12  # a parameter of norm 0 has no ratio; keeps the quotient finite


def update_ratio(before: Tensor, after: Tensor, sizes: Sequence[int]) -> Tensor:
    """Return the norm of the change over the norm of the parameter, for each segment of two flat vectors.

    Exactly 0 means that nothing changed.

    Args:
        before: elements of all parameters one after the other, before the update.
        after: the same elements after it.
        sizes: elements of each parameter in them.

    Source:
        A healthy ratio is about 1e-3 for SGD: Karpathy, CS231n notes, "Ratio of weights:updates".
    """
    change = torch._foreach_norm(torch.split(after - before, list(sizes)))
    size = torch._foreach_norm(torch.split(before, list(sizes)))
    return torch.stack(change) / torch.stack(size).clamp_min(SMALLEST)
