"""The models that are known by name: every TOML file below `known_models` is one, and nothing registers it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Final

from trainward.errors import PlanError
from trainward.plan.parameters import active_parameters, count_parameters, sum_of, total_parameters
from trainward.plan.shape_table import hold, read_shape, shown
from trainward.plan.written_model import contradiction, readings, spelling, without_size
from trainward.records.model_shape import ModelShape

_ABOUT: Final = frozenset({"aliases", "source", "published_total_b", "published_active_b", "within_percent", "reason"})
_CUT: Final = re.compile(r"(?<!\s)\s+cut\s+to\s+(?P<layers>\d{1,6})\s+layers?(?=\s*(?:\(|$))", re.IGNORECASE)
_DENSE_OF_A_CUT: Final = (
    1  # the published runs of cut DeepSeek models do so: MooreThreads/SimuMax, run_pretrain_deepseekv2.sh
)


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model as its file has it.

    `published_total_b` and `published_active_b` are billions of parameters as its authors give them, None where they
    give none; the shape reproduces them within `within_percent`, for the `reason` where that is more than 1.
    """

    shape: ModelShape
    aliases: tuple[str, ...]
    source: str
    published_total_b: float | None
    published_active_b: float | None
    within_percent: float
    reason: str


@cache
def known_models() -> tuple[KnownModel, ...]:
    """Return every known model with what is told of it, ordered by name."""
    return tuple(sorted(_walk(), key=lambda one: one.shape.name.lower()))


def all_models() -> tuple[ModelShape, ...]:
    """Return the shapes of all known models, ordered by name."""
    return tuple(one.shape for one in known_models())


def find_model(name: str) -> ModelShape:
    """Return the model of this name, or of this other name of it.

    Case, spaces, punctuation, remarks in parentheses, the owner before a slash and words such as "instruct" do not
    count; a size does, wherever it is written. "X cut to 4 layers" is the model X with fewer layers, of which one at
    most is dense.

    Raises:
        PlanError: no model has the name, or it has no such number of layers, or the name says what the model has not.
    """
    said, layers = _without_cut(name)
    found = _of_name(said)
    if found is None:
        raise _unknown(name, "")
    shape = found.shape if layers is None else _cut(found.shape, layers)
    if other := _contradiction(said, found, shape):
        raise _unknown(name, f": {found.shape.name} has not {other}")
    return shape


def known_shape(name: str) -> ModelShape | None:
    """Return the model that `find_model` finds, None where it finds none; names that are near are not looked for."""
    said, layers = _without_cut(name)
    found = _of_name(said)
    if found is None or (layers is not None and not 1 <= layers <= found.shape.layers):
        return None
    shape = found.shape if layers is None else _cut(found.shape, layers)
    return None if _contradiction(said, found, shape) else shape


def is_of_name(shape: ModelShape, said: str) -> bool:
    """Tell whether a known model has all that a name says: its size, its layers and its experts."""
    said, _ = _without_cut(said)
    known = _spellings()[spelling(_without_cut(shape.name)[0])]
    return _owner(said) in (None, known) and not _contradiction(said, known, shape)


def parse_shape(table: Mapping[str, object], where: str) -> ModelShape:
    """Return the shape that a user's table describes; `like` in it names the known model that it differs from.

    What the file of a known model says beside its shape is passed over, so that such a file can be copied and changed.

    Raises:
        PlanError: a key is unknown or missing, or a value cannot be that of a transformer.
    """
    said = {key: value for key, value in table.items() if key != "like" and key not in _ABOUT}
    if "like" not in table:
        return read_shape(said, where)
    like = table["like"]
    if not isinstance(like, str):
        raise PlanError(f"{where}: like is {shown(like)}, not the name of a model in quotes; correct it")
    try:
        known = find_model(like)
    except PlanError as error:
        raise PlanError(f"{where}, like: {error}") from error
    return read_shape(said, where, known)


def _without_cut(name: str) -> tuple[str, int | None]:
    cut = _CUT.search(name)
    return (name, None) if cut is None else (f"{name[: cut.start()]} {name[cut.end() :]}".strip(), int(cut["layers"]))


def _of_name(said: str) -> KnownModel | None:
    """Return the model whose name is read in a text: the first that has what it says, else the first."""
    spelled = _spellings()
    owner = _owner(said)
    texts = (*readings(said), without_size(said))
    found = [one for one in (spelled.get(spelling(text)) for text in texts) if one and owner in (None, one)]
    return next((one for one in found if not _contradiction(said, one, one.shape)), found[0] if found else None)


def _owner(said: str) -> KnownModel | None:
    """Return the known model before a slash: such a name is of two models."""
    return _spellings().get(spelling(said.rpartition("/")[0]))


def _contradiction(said: str, known: KnownModel, shape: ModelShape) -> str:
    totals = (total_parameters(known.shape), sum_of(count_parameters(known.shape)), total_parameters(shape))
    billions = (known.published_total_b or 0.0, *(one / 1e9 for one in totals))
    active = known.published_active_b or active_parameters(known.shape) / 1e9
    return contradiction(said, shape, (known.shape.name, *known.aliases), billions, active)


def _unknown(name: str, why: str) -> PlanError:
    spelled = _spellings()
    near = {spelled[one].shape.name: None for one in get_close_matches(spelling(name), spelled, n=12, cutoff=0.0)}
    return PlanError(
        f"{shown(name)} is none of the {len(known_models())} known models{why}; nearest are "
        f"{', '.join(list(near)[:3])}: use one of them, or give a TOML file or a config.json"
    )


def _cut(shape: ModelShape, layers: int) -> ModelShape:
    where = f"{shape.name} cut to {layers} layers"
    if not 1 <= layers <= shape.layers:
        raise PlanError(f"{where}: {shape.name} has {shape.layers} layers; cut it to 1 to {shape.layers}")
    windowed = round(shape.windowed_layers * layers / shape.layers)
    experts = shape.experts and replace(shape.experts, dense_layers=min(shape.experts.dense_layers, _DENSE_OF_A_CUT))
    cut = replace(shape, name=where, layers=layers, windowed_layers=windowed, experts=experts)
    return hold(cut if layers == shape.layers else replace(cut, params_total=None, params_active=None), where)


@cache
def _spellings() -> Mapping[str, KnownModel]:
    return {spelling(name): one for one in known_models() for name in (one.shape.name, *one.aliases)}


def _walk() -> Iterator[KnownModel]:
    for entry in (files("trainward.plan") / "known_models").iterdir():
        if entry.name.endswith(".toml"):
            yield _known(tomllib.loads(entry.read_text(encoding="utf-8")), entry.name)


def _known(table: Mapping[str, object], where: str) -> KnownModel:
    shape = read_shape({key: value for key, value in table.items() if key not in _ABOUT}, where)
    aliases = table.get("aliases", [])
    if not isinstance(aliases, list):
        raise PlanError(f"{where}: aliases is {shown(aliases)}, not a list; write it as one")
    return KnownModel(
        shape,
        tuple(str(one) for one in aliases),
        str(table.get("source", "")),
        _billions(table, "published_total_b", where),
        _billions(table, "published_active_b", where),
        _billions(table, "within_percent", where) or 1.0,
        str(table.get("reason", "")),
    )


def _billions(table: Mapping[str, object], key: str, where: str) -> float | None:
    value = table.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value <= 0):
        raise PlanError(f"{where}: {key} is {shown(value)}, not a number above 0; correct it")
    return value
