"""How much a model's output depends on its input."""

from torch import Tensor

SMALLEST = 1e-30


def output_variation(output: Tensor) -> Tensor:
    """Return the standard deviation of the output over the batch, over its root mean square; 0 is a constant output.

    Args:
        output: (batch, ...), at least two in the batch.
    """
    values = output.detach().float().reshape(len(output), -1)
    return values.var(0, unbiased=False).mean().sqrt() / values.square().mean().sqrt().clamp_min(SMALLEST)
