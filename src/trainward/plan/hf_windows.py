"""How many layers of a Hugging Face model see a window of tokens only, and how wide it is."""

from collections.abc import Mapping, Sequence
from typing import Final

from trainward.plan.hf_families import Family
from trainward.plan.shape_table import whole_number

_WINDOW: Final = ("sliding_window", "attention_chunk_size", "window_size")
_PATTERN: Final = ("sliding_window_pattern", "_sliding_window_pattern")
_NARROW: Final = frozenset({"sliding_attention", "chunked_attention", "local_attention", "local"})


def windowed_layers(said: Mapping[str, object], family: Family, layers: int, where: str) -> tuple[int, int]:
    """Return the window in tokens and how many layers have it, two zeros where none has.

    Raises:
        PlanError: a value is no whole number.
    """
    window = _number(said, _WINDOW, where)
    if not window or said.get("use_sliding_window") is False:
        return 0, 0
    narrow = min(_narrow(said, family, layers, where), layers)
    return (window, narrow) if narrow > 0 else (0, 0)


def _narrow(said: Mapping[str, object], family: Family, layers: int, where: str) -> int:
    types = said.get("layer_types")
    if isinstance(types, Sequence) and not isinstance(types, str) and len(types) >= layers:
        return sum(1 for one in types[:layers] if str(one) in _NARROW)
    if family.windows == "alternate":
        return (layers + 1) // 2
    if family.windows == "pattern":
        pattern = _number(said, _PATTERN, where)
        return layers - layers // pattern if pattern else layers
    if family.windows == "late":
        return layers - (_number(said, ("max_window_layers",), where) or 0)
    return layers


def _number(said: Mapping[str, object], keys: Sequence[str], where: str) -> int:
    key = next((one for one in keys if said.get(one) is not None), None)
    return 0 if key is None else whole_number(said[key], key, where, 0)
