"""What a log says as rich renderables, for a terminal."""

from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from trainward.records.diagnosis import Diagnosis, Verdict
from trainward.records.log import LogReport
from trainward.records.report import Report
from trainward.report.log_plain import MOST_ALARMS, MOST_ASKED, MOST_CAUSES, MOST_QUOTES, MOST_REMEDIES
from trainward.report.log_wording import extent, log_reason, log_word, notes, origin, quoted
from trainward.report.wording import meaning

_STYLE: Final[dict[Verdict, str]] = {"healthy": "bold green", "diagnosed": "bold red", "undecided": "bold yellow"}


def log_terminal(report: Report, log: LogReport) -> RenderableType:
    """Return verdict, causes with quoted lines and remedies, what nothing explains, and what to get next."""
    return Group(*_parts(report, log))


def _parts(report: Report, log: LogReport) -> Iterator[RenderableType]:
    yield Rule(Text("Trainward", style="bold"), align="left", style="dim")
    head = Text(f"{log_word(report)}  ", style=_STYLE[report.verdict])
    yield head.append(log_reason(report, log).replace("`", ""), style="not bold default")
    yield Text(extent(log), style="dim")
    for diagnosis in report.diagnoses[:MOST_CAUSES]:
        yield from _cause(diagnosis, log)
    if log.alarms and report.verdict != "diagnosed":
        yield Text("\nNot explained", style="bold")
        yield from (_quote(origin(line, log), line.text) for line in log.alarms[:MOST_ALARMS])
    if log.ask:
        yield Text("\nTo be surer, get", style="bold")
        yield from (Padding(Text(f"- {text}"), (0, 0, 0, 2)) for text in log.ask[:MOST_ASKED])
    yield from (Text(f"note: {text}", style="dim") for text in notes(report, log))


def _cause(diagnosis: Diagnosis, log: LogReport) -> Iterator[RenderableType]:
    yield Text("")
    head = Text(f"{diagnosis.rank}. {diagnosis.cause} ", style="bold")
    head.append(f"{diagnosis.confidence:.0%}  ", style="not bold cyan")
    yield head.append(meaning(diagnosis), style="not bold default")
    yield from (_quote(origin(quote, log), quote.text) for quote in diagnosis.quotes[:MOST_QUOTES])
    yield from (Padding(Text(f"against: {text}", style="yellow"), (0, 0, 0, 3)) for text in diagnosis.against)
    most = MOST_REMEDIES if diagnosis.rank == 1 else 1
    yield from (Padding(_remedy(remedy), (0, 0, 0, 3)) for remedy in diagnosis.remedies[:most])
    if diagnosis.rank == 1:
        yield Text(f"   more: trainward explain-cause {diagnosis.cause}", style="dim")


def _quote(where: str, text: str) -> Text:
    line = Text(f"   {where:<9} ", style="dim", no_wrap=True, overflow="ellipsis")
    return line.append(quoted(text), style="not dim default")


def _remedy(text: str) -> Text:
    """Return a remedy; what stands between backticks is a command."""
    line = Text("-> ", style="green")
    for place, part in enumerate(text.split("`")):
        line.append(part, style="bold default" if place % 2 else "default")
    return line
