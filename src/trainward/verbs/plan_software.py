"""What is supposed of the software that a plan names, or does not name."""

import re
from typing import Final

from trainward.errors import PlanError
from trainward.plan.traits import traits_of
from trainward.records.hardware import Gpu
from trainward.records.layout import Stack

USUAL_SOFTWARE: Final = "unnamed from 2023"
"""What is supposed where no framework is named."""

_UNNAMED: Final = re.compile(r"(unnamed|unknown)\b", re.IGNORECASE)
_LONGEST: Final = 200  # letters; chosen


def asked_software(name: str) -> str:
    """Return the framework that is named, else the usual one.

    Raises:
        PlanError: the name is too long for one.
    """
    if len(name) > _LONGEST:
        raise PlanError(f"--framework: a name of {len(name):,} letters, and {_LONGEST} are the most; shorten it")
    return name or USUAL_SOFTWARE


def unknown_software(stack: Stack, gpu: Gpu) -> tuple[str, ...]:
    """Return a sentence where a framework is named that is not known: what it is taken for."""
    name, found = stack.framework, traits_of(stack, gpu)
    if not name or _UNNAMED.match(name) or any(re.search(pattern, name.lower()) for pattern in found.matches):
        return ()
    return (f"no software named {name!r} is known; taken for {found.says}",)
