"""A run and its history to a report: all rules, then the diagnosis, then the verdict."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Final

from trainward.diagnosis.rank import rank, stands_out
from trainward.errors import PageError
from trainward.records.diagnosis import Diagnosis, Verdict
from trainward.records.finding import Finding, Severity
from trainward.records.reading import History
from trainward.records.report import Report
from trainward.records.run import Run
from trainward.rules.discovery import Rule, all_rules
from trainward.store.run_reader import RunReader

SEVERITIES: Final[tuple[Severity, ...]] = ("info", "warning", "error", "fatal")
"""Mildest first."""

REPORT_READINGS: Final = 500_000  # of one series: beyond it older readings are taken at a stride; chosen for memory


def examine_folder(folder: Path) -> Report:
    """Return the report of the stored run in `folder`.

    Raises:
        StoreError: there is no run that can be read.
    """
    reader = RunReader(folder, REPORT_READINGS)
    run = reader.refresh()
    report = examine(run, reader.history())
    if run.state == "running" or run.exit_code == 0:
        return report
    from trainward.verbs.last_words import with_last_words

    return with_last_words(report, folder)


def examine(run: Run, history: History, rules: Sequence[Rule] | None = None) -> Report:
    """Return what the rules say of a run; a rule that fails is left out and said in the notices."""
    findings: list[Finding] = []
    notices: list[str] = []
    used = all_rules() if rules is None else rules
    for rule in used:
        try:
            findings.extend(rule.check(history))
        except Exception as error:  # noqa: BLE001 - one broken rule must not cost the report of all the others
            notices.append(f"rule {rule.meta.name} failed and is left out: {type(error).__name__}: {error}")
    findings.sort(key=lambda one: (-SEVERITIES.index(one.severity), one.step))
    diagnoses = rank(findings, _causes(findings, used))
    run = replace(run, notices=(*run.notices, *notices), step_seconds_median=_step_seconds(run, history))
    return Report(_verdict(run, findings, diagnoses), run, history, tuple(findings), diagnoses)


def _step_seconds(run: Run, history: History) -> float | None:
    """Return the median of the whole run; the run itself knows only that of its last steps."""
    times = [float(value) for series in history.get("step_seconds", ()) for value in series.values]
    return median(times) if times else run.step_seconds_median


def at_least(findings: Sequence[Finding], severity: Severity) -> tuple[Finding, ...]:
    """Return the findings of this severity or above."""
    least = SEVERITIES.index(severity)
    return tuple(finding for finding in findings if SEVERITIES.index(finding.severity) >= least)


def _causes(findings: Sequence[Finding], rules: Sequence[Rule]) -> dict[str, tuple[tuple[str, str], ...]]:
    spoken = {finding.rule for finding in findings}
    causes = {}
    for rule in rules:
        if rule.meta.name in spoken:
            try:
                causes[rule.meta.name] = rule.page.causes
            except PageError:  # the finding stands without its page; the conformance test reports the page
                causes[rule.meta.name] = ()
    return causes


def _verdict(run: Run, findings: Sequence[Finding], diagnoses: Sequence[Diagnosis]) -> Verdict:
    if run.steps == 0:
        return "undecided"
    if not at_least(findings, "warning"):
        return "healthy"
    return "diagnosed" if stands_out(diagnoses) else "undecided"
