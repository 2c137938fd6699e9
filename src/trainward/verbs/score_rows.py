"""A table of runs to the same table with predicted columns, row by row."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator

from trainward.plan.row_answer import COLUMNS, answer_row
from trainward.sources.plan_rows import RunTable


def scored_rows(table: RunTable) -> Iterator[str]:
    """Yield the first line of the scored table as CSV text, then each row as soon as it is answered.

    A row without an id, or with one that other rows have too, is answered as all are, and its reason says so.
    """
    kept = [name for name in table.columns if name not in COLUMNS]
    times = Counter(_id(row) for row in table.rows)
    yield _line([*kept, *COLUMNS])
    for row in table.rows:
        answer = answer_row(row)
        cells = {name: getattr(answer, name) for name in COLUMNS}
        cells["reason"] = "; ".join(one for one in (_of_id(_id(row), times), answer.reason) if one)
        yield _line([*(row[name] for name in kept), *cells.values()])


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _id(row: dict[str, str]) -> str:
    return row.get("id", "").strip()


def _of_id(name: str, times: Counter[str]) -> str:
    """Return what is wrong with an id, nothing where it is one of a kind."""
    if not name:
        return "column id: it is empty"
    return f"column id: {times[name]:,} rows are named {name[:60]!r}" if times[name] > 1 else ""
