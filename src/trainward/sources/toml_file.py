"""A small TOML file that a user wrote, as its table."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from trainward.errors import PlanError


def read_toml(path: Path, what: str) -> Mapping[str, object]:
    """Return the table of a TOML file.

    Args:
        path: where it is.
        what: what it describes, as in "file of servers", for the message of an error.

    Raises:
        PlanError: there is no such file, it cannot be read, or it is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise PlanError(f"{path}: 0 of 1 {what} read ({error.strerror}); correct the path") from error
    except UnicodeDecodeError as error:
        raise PlanError(f"{path}: byte {error.start} is no UTF-8; save the {what} as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise PlanError(f"{path}: {parse_trouble(error)}; correct the {what}") from error


def parse_trouble(error: ValueError | RecursionError) -> str:
    """Return what a parser found wrong, in words of the file and not of Python."""
    if isinstance(error, RecursionError):
        return "tables or lists are nested too deep"
    return "a number has more than 4,300 digits" if "int_max_str_digits" in str(error) else str(error)
