"""Whether somebody else looks at every tensor operation just now."""

import torch


def transformed() -> bool:
    """Return whether torch.func or a dispatch mode sees every operation: ours must not be among them."""
    return torch._C._functorch.peek_interpreter_stack() is not None or torch._C._len_torch_dispatch_stack() > 0
