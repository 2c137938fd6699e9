"""Any module, counted: its parameters, the operations of a forward pass, and what that pass keeps for the backward.

Nothing is computed and no memory is taken for weights: a copy of the module, in which every tensor has a shape but no
data, is run once. The module itself is not touched.
"""

import copy
import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from trainward.errors import PlanError
from trainward.records.model_shape import CountedModel

if TYPE_CHECKING:
    from torch import Tensor, nn
    from torch._subclasses.fake_tensor import FakeTensorMode

Inputs: TypeAlias = "Sequence[Tensor] | Mapping[str, object]"


def count_module(module: "nn.Module", inputs: Inputs, sample: str = "sample") -> CountedModel:
    """Return what a module has and does for one sample.

    FLOPs are those of matrix products, convolutions and attention, two for a multiplication with its addition; bytes
    are those of the storages that the forward pass saves, weights excluded, in the precision of the inputs.

    Args:
        module: trained as it stands: what is frozen stays so, and train or eval mode counts.
        inputs: positional or named, a batch in dimension 0 of the first tensor; only shapes and types matter.
        sample: what one entry of the batch is called.

    Raises:
        PlanError: the module cannot be copied or its forward pass fails on these inputs.
    """
    name = type(module).__name__
    batch = _batch_size(inputs, name)
    try:
        flops, kept = _traced(module, inputs)
    except Exception as error:
        raise PlanError(
            f"{name}: its forward pass on {_shapes(inputs)} failed after 0 of 1 samples with {quoted(error)}; give "
            "inputs of the shape that it takes, or its parameters and FLOPs in a TOML file"
        ) from error
    parameters = list(module.parameters())
    return CountedModel(
        name=name,
        params=float(sum(one.numel() for one in parameters)),
        trained_params=float(sum(one.numel() for one in parameters if one.requires_grad)),
        forward_flops=flops / batch,
        activation_bytes=kept / batch,
        sample=sample,
    )


def _traced(module: "nn.Module", inputs: Inputs) -> tuple[int, int]:
    """Return the FLOPs of a forward pass and the bytes that it keeps for the backward pass."""
    import torch
    from torch._subclasses.fake_tensor import FakeTensorMode
    from torch.utils.flop_counter import FlopCounterMode

    saved: list[Tensor] = []

    def keep(tensor: "Tensor") -> "Tensor":
        saved.append(tensor)
        return tensor

    fake = FakeTensorMode(allow_non_fake_inputs=True)
    memo = _without_data(_tensors(module), fake)
    twin = copy.deepcopy(module, dict(memo))
    given = _inputs_without_data(inputs, fake)
    counter = FlopCounterMode(display=False, custom_mapping=_more_flops())
    with ExitStack() as stack:
        stack.enter_context(_plain_operations())
        stack.enter_context(torch.random.fork_rng(devices=[]))
        stack.enter_context(torch.enable_grad())
        stack.enter_context(torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor))
        stack.enter_context(fake)
        stack.enter_context(counter)
        outputs = twin(**given) if isinstance(given, Mapping) else twin(*given)
    del outputs
    weights = {_storage(tensor) for tensor in memo.values()}
    kept = {_storage(tensor): tensor.untyped_storage().nbytes() for tensor in saved}
    return int(counter.get_total_flops()), sum(size for key, size in kept.items() if key not in weights)


@contextmanager
def _plain_operations() -> Iterator[None]:
    """Keep torch from merging operations into ones that are not counted, and from telling of failures in its log."""
    import torch

    log = logging.getLogger("torch._subclasses.fake_tensor")
    level, fast_path = log.level, torch.backends.mha.get_fastpath_enabled()
    log.setLevel(logging.CRITICAL)
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with torch.backends.mkldnn.flags(enabled=False):  # which would merge the products of an LSTM
                yield
    finally:
        log.setLevel(level)
        torch.backends.mha.set_fastpath_enabled(fast_path)


def _tensors(module: "nn.Module") -> Iterator["Tensor"]:
    """Yield every tensor that a module holds, those in plain attributes too."""
    import torch

    for part in module.modules():
        held = chain(part.parameters(recurse=False), part.buffers(recurse=False), vars(part).values())
        yield from (one for one in held if isinstance(one, torch.Tensor))


def _without_data(tensors: Iterator["Tensor"], fake: "FakeTensorMode") -> dict[int, "Tensor"]:
    """Return, by the identity of each tensor, one of its shape and type without data."""
    import torch
    from torch import nn

    twins: dict[int, Tensor] = {}
    for one in tensors:
        with fake:
            twin = torch.empty_strided(one.size(), one.stride(), dtype=one.dtype, device="cpu")
        twins[id(one)] = nn.Parameter(twin, one.requires_grad) if isinstance(one, nn.Parameter) else twin
    return twins


def _inputs_without_data(inputs: Inputs, fake: "FakeTensorMode") -> "Sequence[object] | Mapping[str, object]":
    import torch

    def without(value: object) -> object:
        if not isinstance(value, torch.Tensor):
            return value
        return next(iter(_without_data(iter([value]), fake).values()))

    if isinstance(inputs, Mapping):
        return {key: without(value) for key, value in inputs.items()}
    return [without(value) for value in inputs]


def _batch_size(inputs: Inputs, name: str) -> int:
    values = inputs.values() if isinstance(inputs, Mapping) else inputs
    shape = next((getattr(one, "shape", None) for one in values if getattr(one, "shape", None) is not None), None)
    if not shape or not shape[0]:
        raise PlanError(f"{name}: {len(inputs)} inputs, 0 of them a tensor with a batch; give one with a batch first")
    return int(shape[0])


def _storage(tensor: "Tensor") -> int:
    return int(tensor.untyped_storage()._cdata)


def _more_flops() -> dict[object, Callable[..., int]]:
    """Return counts of operations that this version of torch runs on a CPU and does not count."""
    import torch
    from torch.utils.flop_counter import flop_registry, sdpa_flop_count

    def attention(query: Sequence[int], key: Sequence[int], value: Sequence[int], *_: object, **__: object) -> int:
        return int(sdpa_flop_count(query, key, value))  # type: ignore[no-untyped-call]  # torch gives it no types

    packet = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu
    return {} if packet in flop_registry else {packet: attention}


def _shapes(inputs: Inputs) -> str:
    values = inputs.values() if isinstance(inputs, Mapping) else inputs
    return ", ".join(str(tuple(getattr(one, "shape", ()))) for one in values)


def quoted(error: BaseException) -> str:
    """Return an exception as a message shows it: its type and the first 300 characters of what it says."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text if len(text) <= 300 else text[:297] + '...'}"
