"""How much of a bounded activation sits at its bounds."""

from torch import Tensor


def saturated_share(output: Tensor, low: float, high: float) -> Tensor:
    """Return the share of outputs within 1 % of the range from `low` or `high`.

    Source:
        Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward networks, section 3.
    """
    margin = 0.01 * (high - low)
    return ((output < low + margin) | (output > high - margin)).float().mean()
