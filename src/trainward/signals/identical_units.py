"""Whether the units of a layer are copies of each other."""

from torch import Tensor

ROWS, COLUMNS = 32, 256
ROUNDING = 1e-6


def identical_units(weight: Tensor) -> Tensor:
    """Return the share of the other output units whose weights equal the first unit's to rounding.

    Args:
        weight: (units, ...), at least 2 units; at most 32 of them and 256 weights of each are looked at.

    Source:
        Symmetry breaking: Goodfellow, Bengio, Courville 2016, Deep Learning, section 8.4.
    """
    rows = weight.detach().flatten(1)[:ROWS, :COLUMNS].float()
    distance = (rows[1:] - rows[:1]).abs().amax(1)
    return (distance <= ROUNDING * rows.abs().amax()).float().mean()
