"""Whether prediction and target silently broadcast against each other."""

from collections.abc import Sequence
from math import prod


def broadcast_ratio(prediction: Sequence[int], target: Sequence[int]) -> float:
    """Return elements after broadcasting over elements of the larger; 1 when the shapes fit, nan when they cannot."""
    result: list[int] = []
    for back in range(1, max(len(prediction), len(target)) + 1):
        one = prediction[-back] if back <= len(prediction) else 1
        other = target[-back] if back <= len(target) else 1
        if one != other and 1 not in (one, other):
            return float("nan")
        result.append(max(one, other) if 0 not in (one, other) else 0)
    return prod(result) / max(prod(prediction), prod(target), 1)
