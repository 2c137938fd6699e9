"""The name of a model as people write it: how it may be read, and what it says of the model beside its name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from trainward.records.model_shape import ModelShape

_LONGEST_NAME: Final = 200  # letters; likeness costs their square
_LONGEST_TEXT: Final = 2_000  # letters of a name that are read for what it says
_OWNER: Final = re.compile(r".*(?<!\s)/(?!\s)")
_REMARK: Final = re.compile(r"\(([^()]*)\)")
_WORDS_OF_NO_WEIGHT: Final = frozenset({"instruct", "chat", "hf", "it"})
_SIZE: Final = re.compile(
    r"(?:(?P<before>active|activated)[ :=]*(?:param(?:eter)?s?)?[ :=]*)?"
    r"(?<![\d.])(?<!on )(?<!batch )(?:(?<![a-z0-9])(?P<letter>a))?"
    r"(?P<copies>\d{1,4} ?x ?)?(?P<number>\d{1,9}(?:\.\d{1,9})?)[ -]?(?P<unit>b|m|t|[bmt]n|(?:b|m|tr)illions?)"
    r"(?![a-z0-9])(?![ -]?(?:tok|batch|context|ctx|sample|step|seq))"
    r"(?P<after>[ -]?(?:param(?:eter)?s?[ -])?act(?:ive|ivated)?\b)?"
)
_BILLIONS: Final = {"b": 1.0, "m": 1e-3, "t": 1e3}
_FAR: Final = 0.15  # of the parameters; above, a size is that of another model; chosen
_LAYERS: Final = re.compile(r"(\d{1,6})[ -]?layers?\b|\blayers? ?[:=] ?(\d{1,6})")
_EXPERTS: Final = re.compile(r"(\d{1,6})[ -](?:routed )?experts?\b(?! ?(?:per|/|active|activated|chosen))")
_SPARSE: Final = re.compile(r"(?<!no )(?<!non-)\b(?:moe|mixture[ -]of[ -]experts?)\b|\btop-?\d")
_DENSE: Final = re.compile(r"\bdense\b(?![ -](?:layer|moe))")
_SCALE: Final = re.compile(r"\b(?:tiny|nano|micro|mini|small|medium|large|x+l|huge|lite|air)\b(?![ -](?:batch|scale))")


@dataclass(frozen=True, slots=True)
class _Size:
    """A size in a name, in billions; `copies` are the experts of "8x7B"."""

    copies: int
    billions: float
    active: bool

    @property
    def shown(self) -> str:
        return f"{f'{self.copies}x' if self.copies else ''}{self.billions:g}B{' active' if self.active else ''}"

    def is_near(self, other: "_Size") -> bool:
        alike = (self.copies, self.active) == (other.copies, other.active)
        return alike and _are_near(self.billions, other.billions)


def spelling(name: str) -> str:
    """Return the one form that all spellings of a model's name share.

    A sign between two digits counts as a point, so that "Qwen2.5-7B" and "Qwen2-57B" stay apart.
    """
    own = without_owner(_REMARK.sub(" ", name[:_LONGEST_NAME]).lower().replace("+", " plus "))
    words = [word for word in re.split(r"[^0-9a-z]+", own) if word and word not in _WORDS_OF_NO_WEIGHT]
    return re.sub(r"(?<=[0-9]) (?=[0-9])", ".", " ".join(words)).replace(" ", "")


def without_owner(name: str) -> str:
    """Return a name without the owner before a slash; a slash beside a blank joins two models, and no owner."""
    return _OWNER.sub("", name, count=1)


def readings(name: str) -> Iterator[str]:
    """Yield what a name may be without parentheses: with their words, with the size they begin with, without them."""
    name = name[:_LONGEST_NAME]
    yield _REMARK.sub(r" \1 ", name)
    bare = _REMARK.sub(" ", name).strip()
    begun = (_SIZE.match(_plain(remark).lstrip(" ~≈=:")) for remark in _REMARK.findall(name))
    sizes = [
        f"{one['copies'] or ''}{float(one['number']):g}{one['unit'][0]}" for one in begun if one and not _is_active(one)
    ]
    if sizes:
        yield f"{bare} {sizes[0]}"
    yield bare


def without_size(name: str) -> str:
    """Return a name without the sizes in it."""
    return _SIZE.sub(" ", _plain(_REMARK.sub(" ", name[:_LONGEST_NAME])))


def contradiction(said: str, shape: ModelShape, names: Iterable[str], totals: tuple[float, ...], active: float) -> str:
    """Return what a name says that a model has not, empty where they agree.

    The model is that of these names, with as many billions of parameters, in all and active.
    """
    text, names = _plain(said), [_plain(one) for one in names]
    own = [*(size for one in names for size in _sizes(one)), *(_Size(0, one, False) for one in totals)]
    own.append(_Size(0, active, True))
    for size in _sizes(text):
        if not any(size.is_near(one) for one in own):
            return f"{size.shown} parameters"
    if other := [int(one or two) for one, two in _LAYERS.findall(text) if int(one or two) != shape.layers]:
        return f"{other[0]} layers"
    count = shape.experts.count if shape.experts else 1
    if other := [int(one) for one in _EXPERTS.findall(text) if int(one) != count]:
        return f"{other[0]} experts"
    if shape.experts is None and _SPARSE.search(text):
        return "experts"
    if shape.experts is not None and _DENSE.search(text) and not _SPARSE.search(text):
        return "dense layers alone"
    scales = [one for one in _SCALE.findall(text) if not any(one in name for name in names)]
    return f"the size {scales[0]!r}" if scales else ""


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("_", " ").replace("×", "x").split())[:_LONGEST_TEXT]


def _sizes(text: str) -> Iterator[_Size]:
    for one in _SIZE.finditer(text):
        copies = int(one["copies"].strip(" x")) if one["copies"] else 0
        yield _Size(copies, float(one["number"]) * _BILLIONS[one["unit"][0]], _is_active(one))


def _is_active(size: re.Match[str]) -> bool:
    return bool(size["before"] or size["letter"] or size["after"])


def _are_near(one: float, other: float) -> bool:
    return abs(one - other) <= _FAR * other
