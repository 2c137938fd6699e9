"""Which cause an account in somebody's own words is likest to.

A log is at times not a log but a sentence in an issue: "memory climbs with every validation batch". Its words are held
against the sentences of every signature: cosine of the two, words weighted by how few causes use them (Salton and
Buckley 1988, Information Processing & Management 24(5), tf-idf).
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from trainward.logs.patterns import pattern
from trainward.records.log import LogLine, Signature

_WORD: Final = re.compile(r"[a-z][a-z_]*[a-z]|[a-z]")
_STOP: Final = frozenset((
    "a", "an", "and", "are", "as", "at", "be", "been", "being", "both", "but", "by", "can", "do", "does", "doing",
    "done", "for", "from", "get", "gets", "got", "had", "has", "have", "having", "he", "her", "here", "his", "how",
    "i", "if", "in", "into", "is", "it", "its", "itself", "just", "me", "my", "of", "on", "or", "our", "out", "over",
    "own", "she", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they",
    "this", "those", "to", "too", "up", "very", "was", "we", "were", "what", "when", "where", "which", "while",
    "who", "whom", "why", "will", "with", "would", "you", "your", "also", "any", "each", "even", "ever", "every",
    "still", "same", "only", "much", "many", "more", "most", "other", "use", "used", "uses", "using", "am", "about",
    "like", "run", "runs",
))  # fmt: skip
_ALIKE: Final[Mapping[str, str]] = {
    word: first
    for first, *others in (
        ("hang", "hung", "freez", "froze", "frozen", "stuck", "deadlock", "stall", "block"),
        ("grow", "increas", "rise", "ris", "rose", "climb", "accumulat", "grew", "leak", "creep", "swell"),
        ("nan", "nans", "inf", "infinity", "non-finite", "nonfinit"),
        ("crash", "die", "died", "dy", "abort", "terminat"),
        ("gpu", "cuda", "card", "vram", "device"),
        ("ram", "host"),
        ("slow", "slower", "slowly", "crawl"),
        ("img", "image", "pictur", "photo"),
        ("resum", "restart", "reload", "continu"),
        ("validat", "val", "evaluat", "eval", "dev"),
        ("lr", "learning_rate"),
        ("identic", "repeat", "duplicat", "identical"),
        ("mem", "memory"),
        ("load", "read", "open"),
        ("fail", "failur", "error", "broken", "broke"),
        ("batch", "batche", "minibatch"),
        ("rank", "process", "proces", "worker", "node"),
        ("predict", "output", "prediction"),
        ("train", "training", "fit", "finetun", "finetune"),
        ("flat", "plateau", "horizontal"),
        ("shrink", "vanish", "fad", "fade"),
        ("gibberish", "garbage", "nonsense"),
        ("pad", "padding"),
        ("sample", "exampl", "item"),
    )
    for word in others
}
_WRITTEN_BY_A_PROGRAM: Final = pattern(
    r"(?-i)^\s*(?:\[?\d{2,4}[-:/]\d{2}|[IWEF]\d{4} |\[[A-Z]|File \"|Traceback|"
    r"(?:\w+\.)*\w*(?:Error|Warning|Exception)\b:)"
    r"|^.{0,40}\b(?:INFO|WARN(?:ING)?|ERROR|DEBUG)\b|\d+/\d+ ?\[|^\S+\.py:\d+|NCCL (?:INFO|WARN)"
    r"|ProcessGroupNCCL|WorkNCCL|^[\w ]{1,30}: ?\w+=|^(?:Loaded|Found|Saved|Wrote|Read|Built) \d"
    r"|^nohup: |\b\d+% \(|[KMGk]i?B/s|\w\(.{0,40}\):$"
    r"|^ {4,}\S|^-+> ?\d+|^(?:[A-Z]:|/)\S+\.py\b|(?:[\w)]['\"]?[=:] ?-?\d+\.\d+.{1,60}?){2}"
)
_BAR: Final = re.compile(r"^.{0,120}\d+/\d+ ?\[[^\]]{0,60}\] (?=[a-z])")
_NEAREST: Final = 8  # sentences of a signature that are looked at; chosen on reports of other cases
_FADING: Final = 0.8  # what the next of them counts; chosen with it
_SUFFIXES: Final = ("ations", "ation", "ings", "ing", "edly", "ed", "ies", "es", "s", "ly", "e")
_SHORTEST: Final = 3  # letters a stem keeps


def words(text: str) -> tuple[str, ...]:
    """Return the telling words of a text, each reduced to its stem."""
    text = text.lower().replace("learning rate", "lr").replace("grad norm", "grad_norm")
    return tuple(_stem(word) for word in _WORD.findall(text) if word not in _STOP)


def _stem(word: str) -> str:
    if word in _ALIKE:
        return _ALIKE[word]
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            word = word.removesuffix(suffix)
            break
    return _ALIKE.get(word, word)


def may_be_told(text: str) -> bool:
    """Return whether somebody may have written the line, in a few words, and not a program in fields."""
    return _sentence(_BAR.sub("", text), 4, 1, 0.6)


def is_told(text: str) -> bool:
    """Return whether somebody wrote the line in sentences, and not a program in fields."""
    return _sentence(text, 5, 2, 0.75)


def _sentence(text: str, fewest_words: int, fewest_binding: int, share_of_letters: float) -> bool:
    """Return whether a text has words enough, and among them those that bind: "the", "after", "is"; chosen."""
    if _WRITTEN_BY_A_PROGRAM.search(text):
        return False
    said = [word for word in _WORD.findall(text.lower()) if len(word) > 1 or word == "a"]
    binding = sum(word in _STOP for word in said)
    letters = sum(character.isalpha() or character == " " for character in text)
    return len(said) >= fewest_words and binding >= fewest_binding and letters >= share_of_letters * len(text)


def is_an_account(lines: Sequence[LogLine]) -> bool:
    """Return whether somebody tells of a run in at least half of the lines that are not empty."""
    written = [line for line in lines if line.text.strip()]
    return 2 * sum(is_told(line.text) for line in written) >= len(written)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a signature the account is, 0..1, and the lines that say so."""

    value: float
    sentence: str
    lines: tuple[LogLine, ...]


class Accounts:
    """The told sentences of all signatures, ready to be held against a text."""

    def __init__(self, signatures: Sequence[Signature]) -> None:
        """Count in how many signatures each word is used."""
        self._told = [(one.name, sentence, words(sentence)) for one in signatures for sentence in one.told]
        users: dict[str, set[str]] = {}
        for name, _, used in self._told:
            for word in used:
                users.setdefault(word, set()).add(name)
        whole = max(len(signatures), 2)
        self._weights = {word: math.log((1 + whole) / (0.5 + len(names))) for word, names in users.items()}
        self._unknown = math.log((1 + whole) / 1.0)
        self._vectors = [(name, sentence, self._vector(used)) for name, sentence, used in self._told]

    def likeness(self, lines: Sequence[LogLine]) -> dict[str, Likeness]:
        """Return by signature how like its nearest sentences the lines are, taken one by one and together."""
        best: dict[str, Likeness] = {}
        for part in _parts(lines):
            for name, likeness in self._of_part(part).items():
                if likeness.value > best.get(name, _NONE).value:
                    best[name] = likeness
        return best

    def _of_part(self, part: tuple[LogLine, ...]) -> dict[str, Likeness]:
        vector = self._vector(words(" ".join(line.text for line in part)))
        found: dict[str, list[tuple[float, str]]] = {}
        for name, sentence, other in self._vectors:
            value = sum(weight * other.get(word, 0.0) for word, weight in vector.items())
            if value > 0:
                found.setdefault(name, []).append((value, sentence))
        return {name: _together(some, part) for name, some in found.items()}

    def _vector(self, used: Iterable[str]) -> dict[str, float]:
        counts = Counter(used)
        raw = {word: (1 + math.log(n)) * self._weights.get(word, self._unknown) for word, n in counts.items()}
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {word: value / length for word, value in raw.items()}


_NONE: Final = Likeness(0.0, "", ())


def _together(found: Sequence[tuple[float, str]], part: tuple[LogLine, ...]) -> Likeness:
    """Return the mean of the nearest sentences, the nearest counting most.

    Several that are rather like it say more than one that shares a rare word by chance.
    """
    nearest = sorted(found, reverse=True)[:_NEAREST]
    value = sum(one * _FADING**place for place, (one, _) in enumerate(nearest))
    return Likeness(value / sum(_FADING**place for place in range(_NEAREST)), nearest[0][1], part)


def _parts(lines: Sequence[LogLine]) -> list[tuple[LogLine, ...]]:
    whole = tuple(lines)
    return [whole, *((line,) for line in whole)] if len(whole) > 1 else [whole]
