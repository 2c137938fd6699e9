"""What a run that died wrote last, read as a log, and added to what its readings say."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from trainward.errors import LogError
from trainward.records.log import ReadLog
from trainward.records.report import Report
from trainward.sources.log_files import read_logs
from trainward.store.output_file import output_path
from trainward.verbs.diagnose import LOG_CODE, diagnose
from trainward.verbs.examine import SEVERITIES

_INTERRUPTED: Final = 130  # the user ended it: its last words explain nothing


def with_last_words(report: Report, folder: Path) -> Report:
    """Return the report with the cause that the output names, before those that the readings suggest."""
    path = output_path(folder)
    if path is None or report.run.exit_code == _INTERRUPTED:
        return report
    try:
        said = diagnose(_named(read_logs([str(path)]), "output"))
    except LogError:
        return report
    if said.verdict != "diagnosed":
        return report
    named = [one for one in said.diagnoses if one.confidence >= said.diagnoses[0].confidence / 2]
    others = [one for one in report.diagnoses if one.cause not in {cause.cause for cause in named}]
    ranked = tuple(replace(one, rank=place) for place, one in enumerate((*named, *others), start=1))
    spoken = [replace(one, step=report.run.steps) for one in said.findings if one.code == LOG_CODE]
    findings = sorted((*spoken, *report.findings), key=lambda one: -SEVERITIES.index(one.severity))
    return replace(report, verdict="diagnosed", findings=tuple(findings), diagnoses=ranked)


def _named(read: ReadLog, name: str) -> ReadLog:
    """Return the log under a shorter name than its path."""
    lines = tuple(replace(line, source=name) for line in read.lines)
    return replace(read, lines=lines, sources=tuple(replace(one, name=name) for one in read.sources))
