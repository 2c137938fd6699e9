"""Whether predictions are already probabilities."""

from torch import Tensor


def row_sum_error(predictions: Tensor) -> Tensor:
    """Return the largest distance of a row's sum from 1; near 0 for softmax outputs.

    Args:
        predictions: (batch, classes, ...), summed over the class axis.
    """
    return (predictions.detach().float().sum(1) - 1.0).abs().amax()
