"""The tables of `run.db`, as docs/design/spine.md describes them."""

from typing import Final

DATABASE: Final = "run.db"
"""Name of the database inside a run folder."""

TABLES: Final = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS series (number INTEGER PRIMARY KEY, signal TEXT, place TEXT);
CREATE TABLE IF NOT EXISTS chunk (id INTEGER PRIMARY KEY, count INTEGER, series BLOB, steps BLOB, data BLOB);
CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, seconds REAL, text TEXT);
"""
"""A chunk is what one flush wrote: `count` readings of any series in the order they were made, as packed columns."""

SERIES_TYPE: Final = "i"
STEP_TYPE: Final = "q"
VALUE_TYPE: Final = "d"
"""Type codes of the columns `series` (series numbers), `steps` (differences, the first from 0) and `data`."""
