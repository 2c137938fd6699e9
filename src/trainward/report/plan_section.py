"""One part of a plan's report: a small table and the sentences below it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from trainward.report.plan_wording import clean

Row: TypeAlias = tuple[str, ...]

SAYS: Final = "remark"
"""Name of a last column whose sentences may be cut where there is little room."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report, `name` as an anchor; each row is as long as `head`, which is empty over names and values.

    `total` says that the last row is the sum of the others; `notes` are sentences.
    """

    name: str
    title: str
    head: Row = ()
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    total: bool = False


def facts(name: str, title: str, rows: Iterable[Row], notes: Sequence[str] = ()) -> Section:
    """Return a section of names and values; those without a value are left out."""
    told = tuple((first, clean(second)) for first, second in rows if clean(second))
    return Section(name, title, (), told, _clean(notes))


def table(name: str, title: str, head: Row, rows: Iterable[Row], *, total: bool = False) -> Section:
    """Return a section with a named column for each entry of its rows."""
    return Section(name, title, head, tuple(_clean(row) for row in rows), (), total)


def sentences(name: str, title: str, notes: Sequence[str]) -> Section:
    """Return a section of sentences alone."""
    return Section(name, title, notes=_clean(notes))


def told(section: Section, row: Row) -> str:
    """Return what a row says of its first entry: each value with the name of its column, sentences without."""
    if not section.head:
        return row[1]
    named = zip(section.head[1:], row[1:], strict=True)
    return "; ".join(text if name == SAYS else f"{name} {text}" for name, text in named if text)


def _clean(texts: Sequence[str]) -> Row:
    return tuple(clean(text) for text in texts)
