"""L2 norms of many tensors at once."""

from collections.abc import Sequence

import torch
from torch import Tensor

from trainward.errors import SignalError


def norms(tensors: Sequence[Tensor]) -> Tensor:
    """Return the L2 norm of each tensor as a float32 vector on the first tensor's device.

    Half-precision tensors are summed in float32, so they do not overflow.

    Args:
        tensors: dense, floating point, any shapes; at least one.

    Raises:
        SignalError: `tensors` is empty.

    Source:
        Pascanu et al. 2012, arXiv 1211.5063, section 3.2, for the gradient's norm.
    """
    if not tensors:
        raise SignalError("norms: 0 tensors given, at least 1 needed; skip the reading when there is none")
    if any(tensor.dtype in (torch.float16, torch.bfloat16) for tensor in tensors):
        each = [torch.linalg.vector_norm(tensor, dtype=torch.float32) for tensor in tensors]
    else:
        each = list(torch._foreach_norm(list(tensors)))
    first = each[0].device
    return torch.stack([value.to(device=first, dtype=torch.float32) for value in each])
