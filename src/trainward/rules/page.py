"""Reads the page that lies beside a rule's module: its text, its likely causes and its traces."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeAlias, get_args

from trainward.errors import PageError

TraceKind: TypeAlias = Literal["sick", "healthy", "edge"]

HEADINGS: Final = ("What it means", "Sick trace", "Healthy twin", "Edge traces", "Likely causes", "References")
"""The headings of a page, in this order."""

OPTIONAL: Final = ("Edge traces",)

_FENCE: Final = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_HEADING: Final = re.compile(r"^## +(?P<heading>.+?)[ \t]*$", re.MULTILINE)
_TITLE: Final = re.compile(r"\A# +(?P<title>\S.*?)[ \t]*$", re.MULTILINE)
_CAUSE: Final = re.compile(r"^\d+\. +`(?P<cause>[a-z0-9_]+)`: +(?P<remedy>.+?)(?=^\d+\. |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Trace:
    """A small history on a page, as the Python that makes it."""

    kind: TraceKind
    source: str


@dataclass(frozen=True, slots=True)
class Page:
    """A rule's page; `causes` are (cause id, what to do about it), most likely first."""

    title: str
    summary: str
    causes: tuple[tuple[str, str], ...]
    traces: tuple[Trace, ...]
    text: str


@cache
def read_page(module: str) -> Page:
    """Return the page of the rule in `module`, such as `trainward.rules.loss.loss_spike`.

    Raises:
        PageError: there is no page, or it does not have its form.
    """
    package, _, name = module.rpartition(".")
    resource = files(package) / f"{name}.md"
    if not resource.is_file():
        raise PageError(f"{module}: 0 of 1 page found, {name}.md is missing; write it beside the module")
    return parse_page(resource.read_text(encoding="utf-8"), f"{name}.md")


def parse_page(text: str, name: str) -> Page:
    """Return what the text of a page says; `name` is its file, for messages.

    Raises:
        PageError: the text does not have the form of a page.
    """
    title = _TITLE.search(text)
    if title is None:
        raise PageError(f"{name}, line 1: {text[:40]!r} is not a title; begin with '# rule-name (CODE)'")
    prose = _FENCE.sub("", text)
    sections = _sections(prose, name)
    summary = " ".join(prose[title.end() :].split("\n## ", 1)[0].split())
    if not summary:
        raise PageError(f"{name}, below the title: 0 sentences, 1 is wanted; say there what the rule finds")
    return Page(title["title"], summary, _causes(sections["Likely causes"], name), _traces(text, name), text)


def _sections(prose: str, name: str) -> dict[str, str]:
    """Return heading to body, after a look at the order of the headings."""
    marks = list(_HEADING.finditer(prose))
    found = [mark["heading"] for mark in marks]
    wanted = [heading for heading in HEADINGS if heading not in OPTIONAL or heading in found]
    if found != wanted:
        raise PageError(f"{name}: headings are {found}, they must be {wanted}; bring them into this form")
    ends = [mark.start() for mark in marks[1:]] + [len(prose)]
    return {mark["heading"]: prose[mark.end() : end] for mark, end in zip(marks, ends, strict=True)}


def _causes(body: str, name: str) -> tuple[tuple[str, str], ...]:
    causes = tuple((match["cause"], " ".join(match["remedy"].split())) for match in _CAUSE.finditer(body))
    listed = len(re.findall(r"^\d+\.", body, re.MULTILINE))
    none = body.strip().startswith("None:")  # the symptom alone does not tell its causes apart
    if (not causes and not none) or len(causes) != listed:
        raise PageError(
            f"{name}, Likely causes: {len(causes)} of {listed} entries can be read, at least 1 is needed; "
            "write '1. `cause_id`: what to do about it', or 'None: why'"
        )
    return causes


def _traces(text: str, name: str) -> tuple[Trace, ...]:
    traces = []
    for match in _FENCE.finditer(text):
        words = match["info"].split()
        if words[:1] != ["trace"]:
            continue
        kind = words[1] if len(words) == 2 else ""
        if kind not in get_args(TraceKind):
            raise PageError(
                f"{name}: the fence '```{match['info']}' is not one of {get_args(TraceKind)}; "
                "name the trace so, for example '```trace sick'"
            )
        traces.append(Trace(kind, match["body"]))  # type: ignore[arg-type]  # kind was just compared with TraceKind
    return tuple(traces)
