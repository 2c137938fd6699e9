"""Units that are zero for a whole batch."""

from torch import Tensor

ROWS, UNITS = 128, 512


def dead_units(output: Tensor) -> Tensor:
    """Return the share of units that are exactly zero everywhere in the batch.

    Args:
        output: (batch, units), (batch, channels, ...) with more than three axes, or (batch, time, units).

    Source:
        SageMaker Debugger, rule DeadRelu: a layer is sick when its share passes 50 %.
    """
    values = output.detach()
    if values.dim() >= 4:
        values = values.transpose(0, 1).flatten(1).t()
    elif values.dim() == 3:
        values = values.flatten(0, 1)
    rows, units = values.shape
    if units > UNITS:
        values = values[:, :: -(-units // UNITS)]
    if rows > ROWS and output.dim() < 4:
        values = values[:: -(-rows // ROWS)]
    return (values == 0).all(0).float().mean()
