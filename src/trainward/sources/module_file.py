"""A module that a function in a file of the user's builds, counted without memory for its weights."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from trainward.errors import PlanError
from trainward.records.model_shape import CountedModel
from trainward.sources.module_count import count_module, quoted

if TYPE_CHECKING:
    from torch import nn

_BATCH: Final = 2  # samples; chosen: batch norm in training refuses a single one
_NAME: Final = "trainward_counted_file"  # what the user's file is imported as: its own name may be that of a library


def count_module_file(path: str, function: str, input_shape: tuple[int, ...]) -> CountedModel:
    """Return what the module does that `function` of the Python file `path` builds.

    `input_shape` is that of one sample, without the batch; it is tried with floats, then with whole numbers, as token
    ids are. The function is called without arguments and its weights take no memory.

    Raises:
        PlanError: the file, the function or the forward pass fails; the message quotes how.
    """
    import torch
    from torch import nn

    where = f"{path}:{function}"
    if not input_shape or min(input_shape) < 1:
        raise PlanError(f"{where}: an input of shape {input_shape}; give its sizes, each at least 1, as in 3x224x224")
    module = _built(path, function)
    if not isinstance(module, nn.Module):
        raise PlanError(f"{where}: it returned 1 {type(module).__name__}, not 1 torch.nn.Module; return the module")
    shape = (_BATCH, *input_shape)
    try:
        return count_module(module, [torch.empty(shape, device="meta")])
    except PlanError:
        if _takes_whole_numbers(module):
            return count_module(module, [torch.empty(shape, dtype=torch.int64, device="meta")])
        raise


def _takes_whole_numbers(module: "nn.Module") -> bool:
    from torch import nn

    return any(isinstance(one, nn.Embedding | nn.EmbeddingBag) for one in module.modules())


def _built(path: str, function: str) -> object:
    """Return what the function returns, called where its weights take no memory."""
    import torch

    where = f"{path}:{function}"
    if not Path(path).is_file():
        raise PlanError(f"{where}: {path} is no file, 0 functions can be read of it; correct the path")
    folder = str(Path(path).resolve().parent)
    sys.path.insert(0, folder)
    try:
        build = getattr(_loaded(path, where), function, None)
        if not callable(build):
            raise PlanError(f"{where}: 0 functions of this name; name one that {Path(path).name} defines")
        with torch.device("meta"):
            return build()
    except (Exception, SystemExit) as error:
        if isinstance(error, PlanError):
            raise
        raise PlanError(f"{where}: 0 of 1 modules were built, it raised {quoted(error)}; correct it") from error
    finally:
        sys.path.remove(folder)


def _loaded(path: str, where: str) -> ModuleType:
    spec = spec_from_file_location(_NAME, path)
    if spec is None or spec.loader is None:
        raise PlanError(f"{where}: {path} is no Python file, 0 functions can be read of it; name one that ends in .py")
    module = module_from_spec(spec)
    sys.modules[_NAME] = module  # where dataclasses in the file look themselves up
    spec.loader.exec_module(module)
    return module
