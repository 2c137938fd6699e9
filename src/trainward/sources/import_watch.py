"""Calls back when the script imports a module, so that nothing is imported before the script wants it."""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType


class ImportWatch(importlib.abc.MetaPathFinder):
    """Lets the ordinary finders find a module, and calls a function once it has been executed."""

    def __init__(self, callbacks: Mapping[str, Callable[[], None]]) -> None:
        """Call `callbacks[name]` after the module of that name was first imported."""
        self._callbacks = dict(callbacks)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the ordinary spec with a loader that calls back, for a watched module only."""
        callback = self._callbacks.pop(fullname, None)
        if callback is None:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _CallingLoader(spec.loader.name, spec.loader.path, callback)
        return spec


class _CallingLoader(importlib.machinery.SourceFileLoader):
    """Loads a module from its source and then calls back."""

    def __init__(self, name: str, path: str, callback: Callable[[], None]) -> None:
        super().__init__(name, path)
        self._callback = callback

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module, then call back."""
        super().exec_module(module)
        self._callback()


def when_imported(callbacks: Mapping[str, Callable[[], None]]) -> ImportWatch:
    """Call each function once its module is imported; at once for modules that are there already."""
    waiting: dict[str, Callable[[], None]] = {}
    for name, callback in callbacks.items():
        if name in sys.modules:
            callback()
        else:
            waiting[name] = callback
    watch = ImportWatch(waiting)
    sys.meta_path.insert(0, watch)
    return watch
