"""Which loss function a place belongs to."""

import re
from collections.abc import Collection
from typing import Final

from trainward.records.reading import History

CROSS_ENTROPY: Final = frozenset({"cross_entropy"})
NLL: Final = frozenset({"nll_loss"})
BCE: Final = frozenset({"binary_cross_entropy"})
BCE_WITH_LOGITS: Final = frozenset({"binary_cross_entropy_with_logits"})
REGRESSION: Final = frozenset({"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"})

_NAME: Final = re.compile(r"(?:\w+\.)*(\w+)")


def loss_function(where: str) -> str:
    """Return the function's name in `torch.nn.functional`, or "" when the place does not begin with one."""
    match = _NAME.match(where)
    return match[1] if match else ""


def places(history: History, signal: str, functions: Collection[str]) -> tuple[str, ...]:
    """Return the places of `signal` that belong to one of these loss functions."""
    return tuple(series.where for series in history.get(signal, ()) if loss_function(series.where) in functions)
