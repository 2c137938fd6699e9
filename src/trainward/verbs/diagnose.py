"""Logs to a report: what ended or spoils the run, with the lines that say so."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from trainward.diagnosis.catalogue import catalogue
from trainward.diagnosis.log_rank import ScoredCause
from trainward.diagnosis.log_verdict import log_verdict, unexplained_alarms
from trainward.logs.alarms import alarms
from trainward.logs.clean_line import clean_line
from trainward.logs.signature_files import find_page
from trainward.logs.signature_page import parse_signature_page
from trainward.logs.told import is_an_account
from trainward.records.diagnosis import Diagnosis, Quote
from trainward.records.finding import Finding
from trainward.records.log import HARMLESS, LogLine, LogReport, Match, ReadLog
from trainward.records.report import Report
from trainward.records.run import Run
from trainward.verbs.examine_log import Catalogue, LogFindings, examine_lines, whole_catalogue
from trainward.verbs.log_history import LogHistory, log_history

QUOTES: Final = 6
"""Lines quoted for one cause."""

LOG_CODE: Final = "LOG"
"""Code of a finding that is a line of a log, and not of a rule."""

_HARMLESS: Final = 0.4  # weight from which a harmless message is taken for what it is; chosen
_MOMENTS: Final = 400
_ALARMS: Final = 20
_ASK: Final = (
    "the lines before the first error, from the beginning of the run",
    "the whole traceback, down to the line that names the exception",
    "the logs of all ranks: `trainward diagnose FOLDER` reads them together",
)


def diagnose(read: ReadLog, known: Catalogue | None = None) -> Report:
    """Return the report of what was read."""
    used = known if known is not None else whole_catalogue()
    findings = examine_lines(read.lines, used)
    history = log_history(findings.view.measurements)
    scored = findings.causes or history.causes
    alarming = (*alarms(read.lines), *(line for fact in findings.facts if fact.alarming for line in fact.lines[:1]))
    unexplained = unexplained_alarms(alarming, scored, findings.claims)
    harmless = _harmless(findings, used)
    wrong: tuple[LogLine | Finding, ...] = (*unexplained, *history.findings)
    verdict = log_verdict(scored, wrong, harmless=bool(harmless), by_a_program=not is_an_account(read.lines))
    diagnoses = () if verdict == "healthy" else tuple(_diagnoses(scored, used))
    ask = _ask(diagnoses, unexplained, verdict)
    log = LogReport(read, _moments(findings, scored, unexplained), unexplained[:_ALARMS], harmless, ask)
    found = (*_log_findings(scored, verdict), *history.findings)
    return Report(verdict, _run(read, history), history.history, found, diagnoses, log)


def with_context(read: ReadLog, context: str) -> ReadLog:
    """Return the log with what the user knows of the run as lines of their own, quoted as `--context`."""
    told = (clean_line(raw, "--context", number) for number, raw in enumerate(context.splitlines(), start=1))
    return replace(read, lines=(*read.lines, *told)) if context.strip() else read


def _run(read: ReadLog, history: LogHistory) -> Run:
    names = tuple(one.name for one in read.sources)
    ranks = [line.rank for line in read.lines if line.rank is not None]
    return Run(
        id=names[0] if names else "log",
        command=("trainward", "diagnose", *names),
        started_at="",
        state="ended",
        steps=history.steps,
        step_seconds_median=history.step_seconds,
        world_size=max(ranks, default=0) + 1,
        notices=read.notices,
    )


def _diagnoses(scored: Sequence[ScoredCause], known: Catalogue) -> Iterable[Diagnosis]:
    ask = {one.name: one.ask for one in known.signatures}
    for place, one in enumerate(scored, start=1):
        cause = catalogue()[one.cause]
        yield Diagnosis(
            cause=one.cause,
            rank=place,
            confidence=one.confidence,
            for_=tuple(dict.fromkeys(_sentence(match) for match in one.matches))[:QUOTES],
            against=(f"{one.after} showed before it and may have brought it about",) if one.after else (),
            remedies=_remedies(one.cause),
            detail={"family": cause.family, "meaning": cause.meaning},
            quotes=_quotes(one.matches),
            ask=ask.get(one.cause, ()),
        )


def _remedies(cause: str) -> tuple[str, ...]:
    page = find_page(cause)
    return parse_signature_page(page, cause).remedies if page else ()


def _sentence(match: Match) -> str:
    if not match.lines:
        return match.says
    line = match.lines[0]
    said = match.says or line.text.strip()[:200]
    return f"{line.source}, line {line.number}: {said}"


def _quotes(matches: Sequence[Match]) -> tuple[Quote, ...]:
    quotes: dict[tuple[str, int], Quote] = {}
    for match in matches:
        for line in match.lines:
            quotes.setdefault(
                (line.source, line.number), Quote(line.source, line.number, line.text, line.rank, match.says)
            )
    return tuple(quotes.values())[:QUOTES]


def _harmless(findings: LogFindings, known: Catalogue) -> tuple[tuple[str, LogLine], ...]:
    names = {one.name for one in known.signatures if one.cause == HARMLESS}
    return tuple(
        (name, some[0].lines[0])
        for name, some in findings.found.items()
        if name in names and some[0].lines and max(match.sign.weight for match in some) >= _HARMLESS
    )


def _ask(diagnoses: Sequence[Diagnosis], unexplained: Sequence[LogLine], verdict: str) -> tuple[str, ...]:
    asked = [text for one in diagnoses[:3] for text in one.ask]
    if verdict == "undecided" and (unexplained or not diagnoses):
        asked.extend(_ASK)
    return tuple(dict.fromkeys(asked))


def _moments(
    findings: LogFindings, scored: Sequence[ScoredCause], unexplained: Sequence[LogLine]
) -> tuple[LogLine, ...]:
    lines = {(line.source, line.number): line for one in scored for match in one.matches for line in match.lines}
    lines.update({(line.source, line.number): line for line in unexplained})
    places = {(line.source, line.number): place for place, line in enumerate(findings.view.lines)}
    return tuple(sorted(lines.values(), key=lambda line: places.get((line.source, line.number), 0))[:_MOMENTS])


def _log_findings(scored: Sequence[ScoredCause], verdict: str) -> Iterable[Finding]:
    if verdict == "healthy":
        return
    for one in scored:
        for match in one.matches[:1]:
            yield Finding(one.cause.replace("_", "-"), LOG_CODE, match.sign.severity, 0, _sentence(match), ())
