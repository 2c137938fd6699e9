"""Reads the page of a signature: its summary, its excerpts of logs and its remedies."""

import re
from dataclasses import dataclass
from typing import Final

from trainward.errors import PageError

HEADINGS: Final = ("What it means", "Sick excerpt", "Healthy twin", "Evidence needed", "Remedy", "References")
"""The headings of a page, in this order."""

_FENCE: Final = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_HEADING: Final = re.compile(r"^## +(?P<heading>.+?)[ \t]*$", re.MULTILINE)
_TITLE: Final = re.compile(r"\A# +(?P<title>\S+)[ \t]*$", re.MULTILINE)
_ENTRY: Final = re.compile(r"^\d+\. +(?P<text>.+?)(?=^\d+\. |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a log on a page; `expected` is a cause, `none` for healthy, or empty for "anything but this cause"."""

    expected: str
    text: str


@dataclass(frozen=True, slots=True)
class SignaturePage:
    """A signature's page; `remedies` are what to do, best first, with commands between backticks."""

    title: str
    summary: str
    meaning: str
    excerpts: tuple[Excerpt, ...]
    evidence: str
    remedies: tuple[str, ...]
    text: str


def parse_signature_page(text: str, name: str) -> SignaturePage:
    """Return what the page of the signature `name` says.

    Raises:
        PageError: the text does not have the form of a page.
    """
    title = _TITLE.search(text)
    if title is None or title["title"] != name:
        raise PageError(f"{name}.md, line 1: {text[:40]!r} is not its title; begin with '# {name}'")
    prose = _FENCE.sub("", text)
    sections = _sections(prose, name)
    summary = " ".join(prose[title.end() :].split("\n## ", 1)[0].split())
    remedies = tuple(" ".join(entry["text"].split()) for entry in _ENTRY.finditer(sections["Remedy"]))
    if not summary or not remedies:
        raise PageError(f"{name}.md: {len(summary)} characters of summary, {len(remedies)} remedies; write both")
    return SignaturePage(
        title["title"],
        summary,
        sections["What it means"].strip(),
        tuple(_excerpts(text, name)),
        sections["Evidence needed"].strip(),
        remedies,
        text,
    )


def _sections(prose: str, name: str) -> dict[str, str]:
    marks = list(_HEADING.finditer(prose))
    found = tuple(mark["heading"] for mark in marks)
    if found != HEADINGS:
        raise PageError(f"{name}.md: headings are {found}, they must be {HEADINGS}; bring them into this form")
    ends = [mark.start() for mark in marks[1:]] + [len(prose)]
    return {mark["heading"]: prose[mark.end() : end] for mark, end in zip(marks, ends, strict=True)}


def _excerpts(text: str, name: str) -> list[Excerpt]:
    """Fences are `log sick`, `log healthy`, or `log twin [CAUSE]`: it looks alike, and CAUSE or any other is right."""
    excerpts = []
    for match in _FENCE.finditer(text):
        words = match["info"].split()
        if words[:1] != ["log"]:
            continue
        kind = words[1] if len(words) > 1 else ""
        if kind not in ("sick", "healthy", "twin"):
            raise PageError(f"{name}.md: the fence '```{match['info']}' is none of sick, healthy, twin; name it so")
        expected = {"sick": name, "healthy": "none"}.get(kind, words[2] if len(words) > 2 else "")
        excerpts.append(Excerpt(expected, match["body"]))
    return excerpts
