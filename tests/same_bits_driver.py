"""Runs a training script and writes down what it left behind: `python same_bits_driver.py OUT SCRIPT [ARGS ...]`.

Weights and buffers of every module in the order of their creation, tensors among the script's global names, and the
states of the random number generators, as digests.
"""

import hashlib
import json
import os
import random
import runpy
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn.modules.module import register_module_parameter_registration_hook

modules = []


def keep(module, name, parameter):
    """Keep the module alive until the script has ended."""
    if not any(module is kept for kept in modules[-50:]):
        modules.append(module)


def digest(tensor):
    """Return a digest of a tensor's bytes."""
    plain = tensor.detach().cpu().contiguous()
    if plain.layout is not torch.strided or plain.is_meta:
        return str(plain.shape)
    content = plain.view(torch.uint8).numpy().tobytes() if plain.dim() else repr(plain.item()).encode()
    return hashlib.sha256(content).hexdigest()


def left_behind(names):
    """Return the digests of all that a run ended with."""
    weights = [
        f"{type(module).__name__}.{name} {digest(tensor)}"
        for module in modules
        for name, tensor in [*module._parameters.items(), *module._buffers.items()]
        if tensor is not None
    ]
    tensors = [f"{name} {digest(value)}" for name, value in sorted(names.items()) if isinstance(value, torch.Tensor)]
    numpy_state = np.random.get_state()
    return {
        "weights": weights,
        "tensors": tensors,
        "torch": digest(torch.get_rng_state()),
        "numpy": hashlib.sha256(repr((numpy_state[1].tobytes(), numpy_state[2:])).encode()).hexdigest(),
        "random": hashlib.sha256(repr(random.getstate()).encode()).hexdigest(),
    }


if __name__ == "__main__":
    out, script, *arguments = sys.argv[1:]
    sys.argv = [script, *arguments]
    sys.path[0] = str(Path(script).parent)
    random.seed(0)
    np.random.seed(0)
    register_module_parameter_registration_hook(keep)
    names = runpy.run_path(script, run_name="__main__")
    file = Path(out) / f"bits{os.environ.get('RANK', '0')}.json"
    file.write_text(json.dumps(left_behind(names)), encoding="utf-8")
