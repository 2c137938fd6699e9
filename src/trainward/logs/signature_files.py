"""Finds the signatures: every TOML file below `signatures` is one, and nothing registers it.

The name of the file is the cause; in the folder `harmless` it is the name of a message that means nothing.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, get_args

from trainward.errors import PageError
from trainward.records.finding import Severity
from trainward.records.log import HARMLESS, Sign, Signature

_KEYS: Final = frozenset({"signs", "told", "ask"})
_SIGN_KEYS: Final = frozenset({"pattern", "fact", "with", "without", "weight", "severity", "source"})


@cache
def all_signatures() -> tuple[Signature, ...]:
    """Return every signature, ordered by name."""
    return tuple(sorted(_walk(), key=lambda one: one.name))


def find_page(name: str) -> str:
    """Return the text of the page beside the signature `name`, or an empty text."""
    for folder in _folders():
        page = folder / f"{name}.md"
        if page.is_file():
            return page.read_text(encoding="utf-8")
    return ""


def parse_signature(text: str, name: str, cause: str) -> Signature:
    """Return the signature that a TOML text describes.

    Raises:
        PageError: the text does not have the form of a signature.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PageError(f"{name}.toml: {error}; correct the file") from error
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise PageError(f"{name}.toml: {unknown} are no keys of a signature; use {sorted(_KEYS)}")
    signs = tuple(_sign(entry, name) for entry in data.get("signs", ()))
    return Signature(name, cause, signs, _texts(data, "told", name), _texts(data, "ask", name))


def _sign(entry: Mapping[str, object], name: str) -> Sign:
    unknown = sorted(set(entry) - _SIGN_KEYS)
    if unknown:
        raise PageError(f"{name}.toml: {unknown} are no keys of a sign; use {sorted(_SIGN_KEYS)}")
    pattern, fact = str(entry.get("pattern", "")), str(entry.get("fact", ""))
    if bool(pattern) == bool(fact):
        raise PageError(f"{name}.toml: a sign has {pattern!r} and {fact!r}; give it a pattern or a fact, one of both")
    weight = entry.get("weight")
    if not isinstance(weight, float) or not 0 < weight <= 1:
        raise PageError(f"{name}.toml, {pattern or fact!r}: weight is {weight!r}, it must be above 0 and at most 1.0")
    severity = entry.get("severity", "error")
    if severity not in get_args(Severity):
        raise PageError(f"{name}.toml: severity {severity!r} is not one of {get_args(Severity)}; choose one")
    if not entry.get("source"):
        raise PageError(f"{name}.toml, {pattern or fact!r}: 0 of 1 source; say who prints this, or 'chosen'")
    return Sign(
        pattern,
        fact,
        _texts(entry, "with", name),
        _texts(entry, "without", name),
        weight,
        severity,  # type: ignore[arg-type]  # was just compared with Severity
        str(entry["source"]),
    )


def _texts(data: Mapping[str, object], key: str, name: str) -> tuple[str, ...]:
    value = data.get(key, ())
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise PageError(f"{name}.toml: {key} is {value!r}; make it a list of texts")
    return tuple(str(one) for one in value)


def _folders() -> Iterator[Traversable]:
    for folder in files("trainward.logs.signatures").iterdir():
        if folder.is_dir() and not folder.name.startswith("_"):
            yield folder


def _walk() -> Iterator[Signature]:
    for folder in _folders():
        for entry in folder.iterdir():
            name, dot, kind = entry.name.rpartition(".")
            if dot and kind == "toml":
                cause = HARMLESS if folder.name == "harmless" else name
                yield parse_signature(entry.read_text(encoding="utf-8"), name, cause)
