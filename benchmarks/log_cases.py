"""Failed runs with their causes, each excerpt from a public issue or thread that its `source` names."""

import json
from dataclasses import dataclass
from pathlib import Path

from trainward.logs.clean_line import clean_line
from trainward.records.log import LogSource, ReadLog

DATA = Path(__file__).parent / "data" / "failed_runs.jsonl"


@dataclass(frozen=True, slots=True)
class LogCase:
    """An excerpt with its cause; `kind` is log or report, `also` other right answers, `group` its near-duplicates."""

    id: str
    source: str
    group: str
    kind: str
    cause: str
    also: tuple[str, ...]
    circumstances: str
    excerpt: str


def log_cases() -> list[LogCase]:
    """Return every case."""
    lines = DATA.read_text(encoding="utf-8").splitlines()
    return [LogCase(**{**row, "also": tuple(row["also"])}) for row in map(json.loads, lines)]


def read_case(case: LogCase, *, circumstances: bool = False) -> ReadLog:
    """Return the excerpt as it would be read from a file; the circumstances stand before it when they are asked for."""
    lines = [clean_line(raw, case.id, number) for number, raw in enumerate(case.excerpt.splitlines(), start=1)]
    if circumstances:
        lines.append(clean_line(case.circumstances, "--context", 1))
    return ReadLog(tuple(lines), (LogSource(case.id, len(lines), len(case.excerpt)),))
