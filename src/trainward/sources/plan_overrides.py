"""The file of a user's own prices and parts, as a table."""

from collections.abc import Mapping
from pathlib import Path

from trainward.sources.toml_file import read_toml


def read_overrides(path: Path) -> Mapping[str, object]:
    """Return the table of a TOML file; `trainward.plan.overrides` tells its form.

    Raises:
        PlanError: there is no such file, it cannot be read, or it is no TOML.
    """
    return read_toml(path, "file of prices and parts")
