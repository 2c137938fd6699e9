"""Everything a report shows of one run."""

from dataclasses import dataclass

from trainward.records.diagnosis import Diagnosis, Verdict
from trainward.records.finding import Finding
from trainward.records.log import LogReport
from trainward.records.reading import History
from trainward.records.run import Run


@dataclass(frozen=True, slots=True)
class Report:
    """A run with its history and what was made of it; findings are ordered by severity, then step.

    `log` is what was read where the report is of logs.
    """

    verdict: Verdict
    run: Run
    history: History
    findings: tuple[Finding, ...]
    diagnoses: tuple[Diagnosis, ...]
    log: LogReport | None = None
