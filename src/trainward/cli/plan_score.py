"""Writes the answers to a table of runs, and on Ctrl-C those that are done."""

from typing import TYPE_CHECKING

from trainward.cli.output import write_text
from trainward.cli.plan_arguments import ScoreArguments
from trainward.cli.plan_progress import clear_progress, progress

if TYPE_CHECKING:
    from trainward.sources.plan_rows import RunTable


def score(asked: ScoreArguments) -> int:
    """Write the scored table and return 0.

    On standard output each row is written as soon as it is answered; a file is written once, with the rows that are
    done where Ctrl-C ends the work.

    Raises:
        UsageError: the table cannot be read.
        StoreError: the scored one cannot be written.
        KeyboardInterrupt: the work was given up; what is done is written.
    """
    from trainward.sources.plan_rows import read_run_table

    table = read_run_table(asked.csv_in)
    done: list[str] = []
    try:
        _answer(table, asked.csv_out, done)
    except KeyboardInterrupt:
        clear_progress()
        if asked.csv_out != "-" and done:
            write_text("".join(done), asked.csv_out)
            told = f"{len(done) - 1:,} of {len(table.rows):,} rows are in {asked.csv_out}"
            raise KeyboardInterrupt(told) from None
        raise
    clear_progress()
    if asked.csv_out != "-":
        write_text("".join(done), asked.csv_out)
    return 0


def _answer(table: "RunTable", file: str, done: list[str]) -> None:
    """Add each answer to those that are done, and write it where it goes to standard output."""
    from trainward.verbs.score_rows import scored_rows

    tell = progress("scored", "rows")
    for number, text in enumerate(scored_rows(table)):
        done.append(text)
        if file == "-":
            write_text(text, file)
        tell(number, len(table.rows))
