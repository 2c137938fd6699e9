"""A table of runs to the same table with predicted columns."""

import csv
import io
from collections.abc import Callable

from trainward.plan.row_answer import COLUMNS, answer_row
from trainward.sources.plan_rows import RunTable


def scored_table(table: RunTable, progress: Callable[[int, int], None] = lambda done, of: None) -> str:
    """Return the table as CSV text with the predicted columns added; columns of these names are written anew."""
    kept = [name for name in table.columns if name not in COLUMNS]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*kept, *COLUMNS])
    for done, row in enumerate(table.rows, start=1):
        answer = answer_row(row)
        writer.writerow([*(row[name] for name in kept), *(getattr(answer, name) for name in COLUMNS)])
        progress(done, len(table.rows))
    return out.getvalue()
