"""A report as one HTML page that needs nothing else: text, figures and the library that draws them."""

import re
import shlex
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.filters import do_mark_safe
from plotly.offline import get_plotlyjs

from trainward.records.report import Report
from trainward.report.html_cards import Card, by_rule, cards
from trainward.report.html_charts import instruments
from trainward.report.wording import duration, ending, meaning, place, verdict_sentence

_CODE: Final = re.compile(r"`([^`\n]+)`")


def html_report(report: Report) -> str:
    """Return the report as the text of an HTML page that works offline."""
    found = cards(report)
    page = environment().get_template("page.html")
    text = page.render(
        report=report,
        run=report.run,
        command=shlex.join(report.run.command),
        word=verdict_sentence(report).partition(":")[0],
        look="undecided" if report.run.steps == 0 and report.verdict != "diagnosed" else report.verdict,
        reason=reason(report),
        facts=tuple(facts(report)),
        cards=found,
        infos=by_rule([finding for finding in report.findings if finding.severity == "info"]),
        charts=instruments(report, _marks(found)),
        plotly=get_plotlyjs(),
    )
    # a lone surrogate, as in the name of a file that is not UTF-8, cannot be written
    return text.encode("utf-8", "replace").decode()


def reason(report: Report) -> str:
    """Return in a sentence or two why the verdict is what it is."""
    run = report.run
    ended_badly = run.state == "lost" or run.exit_code not in (None, 0)
    end = f" The run itself: {ending(run)}." if ended_badly else ""
    grave = [finding for finding in report.findings if finding.severity != "info"]
    if run.steps == 0 and not grave:
        return f"No training step was seen, so nothing can be said of it.{end}"
    if not grave:
        return f"Nothing at warning or above in {run.steps:,} step{'' if run.steps == 1 else 's'}.{end}"
    earliest = min(grave, key=lambda finding: finding.step)
    when = f"at {place(earliest)}" if earliest.step else place(earliest)
    began = f"First sign: {earliest.rule} {when}."
    if report.verdict == "diagnosed" and report.diagnoses:
        likeliest = report.diagnoses[0]
        return f"Most likely: {meaning(likeliest)} ({100 * likeliest.confidence:.0f} %). {began}{end}"
    count = len({finding.rule for finding in grave})
    return f"{count} rule{'' if count == 1 else 's'} found something, but no cause stands out. {began}{end}"


def facts(report: Report) -> Iterator[tuple[str, str]]:
    """Yield name and value of what is known of the run itself."""
    run = report.run
    yield "ended" if run.state != "running" else "state", ending(run)
    yield "steps", f"{run.steps:,}"
    if run.step_seconds_median is not None:
        yield "time of a step", f"{duration(run.step_seconds_median)} (median)"
    yield "started", _date(run.started_at)
    if run.machine:
        yield "machine", run.machine
    if run.world_size > 1:
        yield "rank", f"{run.rank} of {run.world_size}"
    if run.versions:
        yield "versions", ", ".join(f"{name} {version}" for name, version in run.versions)


def _date(stamp: str) -> str:
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    return f"{moment:%Y-%m-%d %H:%M:%S} {moment.tzname() or ''}".rstrip()


def prose(text: str) -> str:
    """Return a text as HTML in which what stands between backticks is code."""
    return do_mark_safe(_CODE.sub(r"<code>\1</code>", escape(text)))


def capital(text: str) -> str:
    """Return a text with its first letter large, unless it begins with a name from code."""
    first = text.partition(" ")[0].rstrip(",;:")
    return text[:1].upper() + text[1:] if first.isalpha() else text


def _marks(found: tuple[Card, ...]) -> list[tuple[int, str, frozenset[str]]]:
    return [(card.first.step, str(card.number), frozenset(one.signal for one in card.first.evidence)) for card in found]


def environment() -> Environment:
    """Return the templates with the filters they use."""
    templates = Environment(
        loader=PackageLoader("trainward.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(place=place, duration=duration, meaning=meaning, prose=prose, capital=capital)
    return templates
