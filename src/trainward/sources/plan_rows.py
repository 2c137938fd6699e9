"""Reads tables of training runs, one run a row."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from trainward.errors import PlanError

_MOST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class RunTable:
    """Rows as they were read, each with all columns; `columns` in their order."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]


def read_run_table(path: str) -> RunTable:
    """Return the rows of a CSV file, "-" for standard input; separators are commas, names stand in the first line.

    Raises:
        PlanError: it cannot be read, is no text, or has no column `id`.
    """
    text = _text(path)
    try:
        reader = csv.reader(io.StringIO(text), strict=True)
        lines = [line for line in reader if line]
    except csv.Error as error:
        raise PlanError(
            f"{path}: line {reader.line_num} is no CSV: {error}; close its quotes and keep its cells short"
        ) from error
    names = [name.strip() for name in lines[0]] if lines else []
    if "id" not in names:
        shown = ", ".join(names[:5])[:80] or "nothing"
        raise PlanError(f"{path}: the first line names {shown}, and no column `id`; begin with a line of column names")
    if len(set(names)) < len(names):
        double = next(name for name in names if names.count(name) > 1)
        raise PlanError(f"{path}: {names.count(double)} columns are named {double!r}; name each once")
    rows = tuple(dict(zip(names, [*line, *[""] * len(names)], strict=False)) for line in lines[1:])
    return RunTable(tuple(names), rows)


def _text(path: str) -> str:
    try:
        if path == "-":
            import sys

            return sys.stdin.read().removeprefix("\ufeff")
        file = Path(path)
        if file.stat().st_size > _MOST_BYTES:
            raise PlanError(f"{path}: {file.stat().st_size / 1e6:,.0f} MB, and at most 200 are read; split the table")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise PlanError(f"{path}: cannot be read: {error.strerror}; name a CSV file that is there") from error
    except UnicodeDecodeError as error:
        raise PlanError(f"{path}: byte {error.start} is no UTF-8; save the table as UTF-8") from error
