"""What the page says of each rule that found something: one card a rule, its findings, readings and likely causes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from trainward.records.diagnosis import Diagnosis
from trainward.records.finding import Evidence, Finding, Severity
from trainward.records.report import Report
from trainward.records.signal import SIGNALS
from trainward.report.figures.evidence import drawable, evidence_figure
from trainward.report.figures.marks import fit_steps
from trainward.report.figures.places import first_step, last_step
from trainward.report.html_charts import Chart, chart
from trainward.report.wording import place

DRAWN: Final = 40
"""Cards with a chart; those beyond it have their numbers in a table."""

READINGS: Final = 40
"""Readings of evidence in the table of a card."""

_POINTS_IN_ALL: Final = 30_000
_CAUSES: Final = 3
_OWN_NOTE: Final = "The dotted line marks where it began; circles are the readings it rests on."
_STAND_IN_NOTE: Final = "A fact read once; drawn is what became of the same parameters."


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A reading of evidence as the table of a card shows it."""

    signal: str
    where: str
    step: int
    value: str


@dataclass(frozen=True, slots=True)
class Card:
    """What one rule found: `first` is its gravest and earliest finding, `more` are the others.

    `signals` are names and meanings of what its evidence was read from.
    """

    number: int
    severity: Severity
    first: Finding
    more: tuple[Finding, ...]
    chart: Chart | None
    readings: tuple[ReadingRow, ...]
    readings_left: int
    signals: tuple[tuple[str, str], ...]
    causes: tuple[Diagnosis, ...]


def cards(report: Report) -> tuple[Card, ...]:
    """Return a card for each rule that found something at warning or above, gravest first."""
    groups = by_rule([finding for finding in report.findings if finding.severity != "info"])
    series = sum(
        len(places)
        for group in groups[:DRAWN]
        for places in drawable(report.history, [one for finding in group for one in finding.evidence]).values()
    )
    points = max(100, min(2000, _POINTS_IN_ALL // max(series, 1)))
    return tuple(_card(report, number, group, points) for number, group in enumerate(groups, start=1))


def by_rule(findings: Sequence[Finding]) -> list[tuple[Finding, ...]]:
    """Return the findings in groups of one rule each, in the order in which the rules first speak."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule, []).append(finding)
    return [tuple(group) for group in groups.values()]


def reading_text(value: float) -> str:
    """Return a value with four digits, or the word for what is not finite."""
    return {"nan": "NaN", "inf": "infinity", "-inf": "−infinity"}.get(f"{value:.4g}", f"{value:.4g}").replace(
        "e-", "e−"
    )


def _card(report: Report, number: int, group: tuple[Finding, ...], points: int) -> Card:
    evidence = [one for finding in group for one in finding.evidence]
    read = [one.signal for one in evidence]
    first = group[0]
    messages = {finding.message for finding in group}
    return Card(
        number=number,
        severity=first.severity,
        first=first,
        more=group[1:],
        chart=_evidence_chart(report, number, group, points) if number <= DRAWN else None,
        readings=tuple(_row(one) for one in evidence[:READINGS]),
        readings_left=max(0, len(evidence) - READINGS),
        signals=tuple((name, SIGNALS[name].meaning) for name in dict.fromkeys(read) if name in SIGNALS),
        causes=tuple(one for one in report.diagnoses if messages & set(one.for_))[:_CAUSES],
    )


def _evidence_chart(report: Report, number: int, group: tuple[Finding, ...], points: int) -> Chart | None:
    figure = evidence_figure(report.history, group, points)
    if figure is None:
        return None
    onset = [(group[0].step, place(group[0]))]
    fit_steps(figure, first_step(report.history), last_step(report.history), onset)
    signals = drawable(report.history, [one for finding in group for one in finding.evidence])
    own = any(one.signal in signals for finding in group for one in finding.evidence)
    note = _OWN_NOTE if own else _STAND_IN_NOTE
    return chart(f"evidence-{number}", f"Evidence of {group[0].rule}", figure, note)


def _row(one: Evidence) -> ReadingRow:
    return ReadingRow(one.signal, one.where, int(one.step), reading_text(one.value))
