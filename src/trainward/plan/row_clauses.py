"""What a cell of free words says and what it denies: "selective (not full)" says one word and denies the other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_LONGEST: Final = 2000  # letters of a cell that are read
_TOLD: Final = r"(?:stated|given|told|known|reported|specified|disclosed|available|mentioned|listed|published)"
_OPEN: Final = re.compile(
    r"\W*(?:n/?a|n\.a\.|nan|unknown|unclear|n/?r|tbd|default|varies|various|unspecified|undisclosed|unstated|unreported|"
    rf"see \w+|as in (?:the )?\w+|(?:not|none) {_TOLD})?\W*"
)
_CUTS: Final = re.compile(r"[;,()\[\]{}|+&]|\b(?:but|and|with|plus|except|while|instead of|rather than|then)\b")
_DENYING: Final = frozenset({"instead of", "rather than"})
_BEFORE: Final = re.compile(
    r"\b(?:no|not|non|without|never|neither|nor|disabl\w*|excluding|avoid\w*|skip\w*|isn't|aren't|wasn't|don't|doesn't|"
    r"didn't|unlike|off)\b"
)
_USED: Final = r"(?:used?|using|needed|enabled|required|necessary|applied|active|employed|supported|on)"
_AFTER: Final = re.compile(
    rf"\b(?:off|false|disabled|unused|inactive|never|null|turned off|not (?:being )?{_USED}|(?:no|none|0))\s*$|"
    rf"^\s*(?:is |was |are |were )?(?:off|false|disabled|unused|not {_USED})\b"
)
_ALONE: Final = re.compile(rf"\s*(?:is |was )?(?:turned )?(?:off|false|disabled|unused|inactive|not {_USED})\s*")
_JOINED: Final = re.compile(r"\s*(?:/|or|nor)?\s*")
_IDLE: Final = re.compile(r"\b(?:would|could|might|unlike|versus|vs|compared|tried|failed|otherwise)\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """A word that was looked for: its `kind`, the words in full, whether it is denied, and what stands around it."""

    kind: str
    words: str
    denied: bool
    before: str
    after: str


def is_open(text: str) -> bool:
    """Tell whether a cell says nothing: it is empty, or says that nothing is known."""
    return _OPEN.fullmatch(text.strip().lower()) is not None


def plain(text: str) -> str:
    """Return a cell in small letters, with blanks for signs that only join words, and "without" for "w/o"."""
    said = re.sub(r"\bw/o\b", " without ", text[:_LONGEST].lower())
    said = re.sub(r"\bw/(?=\W|\w)", " with ", said).replace("++", " plusplus ").replace("\u2019", "'")
    said = re.sub(r"[-_=:\"`]", " ", said.replace("\n", ";"))
    return " ".join(said.split())


def clauses(said: str) -> list[str]:
    """Return the clauses of plain words; what is only imagined or compared with is left out.

    A clause that is a denial and nothing else, as "(off)", belongs to the clause before it.
    """
    found: list[str] = []
    start, denial = 0, ""
    for cut in [*_CUTS.finditer(said), None]:
        piece = denial + said[start : cut.start() if cut else len(said)]
        if found and _ALONE.fullmatch(piece):
            found[-1] = f"{found[-1].rstrip()} {piece.strip()}"
        elif piece.strip() and not _IDLE.search(piece):
            found.append(piece)
        if cut:
            start, denial = cut.end(), "not " if cut[0] in _DENYING else ""
    return found


def mentions(clause: str, pattern: re.Pattern[str]) -> Iterator[Mention]:
    """Yield the words of a clause that a pattern of named groups finds, in their order; the group's name is the kind.

    A denial counts for the first word after it, and for those joined to that by "or".
    """
    found = [(one.lastgroup or "", one.start(), one.end()) for one in pattern.finditer(clause)]
    denied_before, last = False, 0
    for place, (kind, start, end) in enumerate(found):
        before = clause[last:start]
        after = clause[end : found[place + 1][1] if place + 1 < len(found) else len(clause)]
        inherited = denied_before and _JOINED.fullmatch(before) is not None
        denied_before = inherited or _BEFORE.search(before) is not None
        yield Mention(kind, clause[start:end].strip(), denied_before or _AFTER.search(after) is not None, before, after)
        last = end


def one_of(kinds: Mapping[str, Sequence[str]], left: str = "", right: str = "") -> re.Pattern[str]:
    """Return the pattern that finds the words of each kind, given as regular expressions; the first that fits counts.

    `left` and `right` are what must stand on both sides of a word.
    """
    groups = "|".join(f"(?P<{kind}>{'|'.join(words)})" for kind, words in kinds.items())
    return re.compile(f"{left}(?:{groups}){right}")


def all_mentions(text: str, pattern: re.Pattern[str]) -> list[Mention]:
    """Return the mentions of all clauses of a cell, in their order."""
    return [one for clause in clauses(plain(text)) for one in mentions(clause, pattern)]


def is_said(text: str, words: str) -> bool:
    """Tell whether a text says words, given as a regular expression of plain words, and does not deny them."""
    found = all_mentions(text, re.compile(f"(?P<said>{words})"))
    return any(not one.denied for one in found)


def shown(text: str) -> str:
    """Return a cell as a sentence shows it: a long one is cut."""
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
