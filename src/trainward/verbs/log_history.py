"""The rules for live runs, asked about the numbers in a log."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from trainward.diagnosis.log_rank import ScoredCause
from trainward.logs.readings import history_of
from trainward.records.diagnosis import Diagnosis
from trainward.records.finding import Evidence, Finding
from trainward.records.log import LogLine, Match, Measurement, Sign
from trainward.records.reading import History
from trainward.records.run import Run

FEWEST: Final = 30  # readings of one signal from which the rules are asked; chosen
_DOUBT: Final = 0.8  # a log shows less than a live run: what is left of a rule's confidence; chosen


@dataclass(frozen=True, slots=True)
class LogHistory:
    """The readings of a log, what the rules found in them, and the causes that follow."""

    history: History
    findings: tuple[Finding, ...]
    causes: tuple[ScoredCause, ...]
    steps: int
    step_seconds: float | None


def log_history(found: Sequence[Measurement]) -> LogHistory:
    """Return the readings among the measurements and what the rules say of them; too few of them say nothing."""
    history, origin = history_of(found)
    steps = max((int(series.steps[-1]) for some in history.values() for series in some), default=0)
    times = [float(value) for series in history.get("step_seconds", ()) for value in series.values]
    seconds = median(times) if times else None
    if max((len(series.steps) for some in history.values() for series in some), default=0) < FEWEST:
        return LogHistory(history, (), (), steps, seconds)
    from trainward.verbs.examine import at_least, examine

    report = examine(Run("log", (), "", "ended", steps=steps), history)
    grave = at_least(report.findings, "warning")
    causes = tuple(_scored(one, grave, origin) for one in report.diagnoses) if report.verdict == "diagnosed" else ()
    return LogHistory(history, tuple(grave), causes, steps, seconds)


def _scored(diagnosis: Diagnosis, findings: Sequence[Finding], origin: dict[tuple[str, int], LogLine]) -> ScoredCause:
    matches = tuple(
        Match(_sign(finding), _lines(finding.evidence, origin), finding.message)
        for finding in findings
        if finding.message in diagnosis.for_
    )
    return ScoredCause(diagnosis.cause, round(_DOUBT * diagnosis.confidence, 3), matches)


def _sign(finding: Finding) -> Sign:
    return Sign("", finding.rule, (), (), _DOUBT, finding.severity, f"rule {finding.code}")


def _lines(evidence: Sequence[Evidence], origin: dict[tuple[str, int], LogLine]) -> tuple[LogLine, ...]:
    found = [origin[key] for one in evidence if (key := (one.signal, int(one.step))) in origin]
    return tuple(dict.fromkeys(found))
