"""What was read of a run: one value of a signal, and the series such values form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of a signal at one step.

    `where` says of what: a parameter, a module, an optimizer, a data source; empty for the run as a whole.
    """

    signal: str
    step: int
    value: float
    where: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """All readings of one signal at one place, oldest first; `steps` and `values` are of one length."""

    signal: str
    where: str
    steps: NDArray[np.int64]
    values: NDArray[np.float64]


History: TypeAlias = Mapping[str, tuple[Series, ...]]
"""Signal name to its series, one for each `where`, in the order in which they first appeared."""
