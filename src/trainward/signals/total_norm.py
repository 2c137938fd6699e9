"""The L2 norm of several vectors taken as one, from their norms."""

from torch import Tensor


def total_norm(each: Tensor) -> Tensor:
    """Return the L2 norm over a vector of norms, summed in float64; nan if any is nan."""
    return each.double().square().sum().sqrt()
