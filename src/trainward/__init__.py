"""Trainward: a doctor on duty for deep-learning training runs.

`trainward run script.py` watches a script that knows nothing of it. In a script of your own, the two lines of
`with trainward.watch(model, optimizer) as ward:` do the same. Importing this package does not import torch.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trainward.verbs.watch import watch

__version__ = "0.1.0"
__all__ = ["__version__", "watch"]


def __getattr__(name: str) -> object:
    """Import a public name at its first use."""
    if name == "watch":
        from trainward.verbs.watch import watch

        return watch
    raise AttributeError(f"module 'trainward' has no attribute {name!r}; its public names are {', '.join(__all__)}")
