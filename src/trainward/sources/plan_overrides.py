"""The file of a user's own prices and parts, as a table."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from trainward.errors import PlanError


def read_overrides(path: Path) -> Mapping[str, object]:
    """Return the table of a TOML file; `trainward.plan.overrides` tells its form.

    Raises:
        PlanError: there is no such file, it cannot be read, or it is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PlanError(f"{path}: 0 of 1 file of prices and parts read ({error.strerror}); correct the path") from error
    except UnicodeDecodeError as error:
        raise PlanError(
            f"{path}: byte {error.start} is no UTF-8; save the file of prices and parts as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise PlanError(f"{path}: {error}; correct the file of prices and parts") from error
