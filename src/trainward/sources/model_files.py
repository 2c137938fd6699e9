"""A model by its name, or by the file that describes it."""

import json
import os
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from trainward.errors import PlanError
from trainward.plan.counted_table import is_counted, read_counted
from trainward.plan.hf_config import shape_of_config
from trainward.plan.known_models import find_model, parse_shape
from trainward.plan.shape_table import LONGEST_NAME
from trainward.records.model_shape import CountedModel, Model, ModelShape
from trainward.sources.toml_file import parse_trouble

LARGEST_FILE: Final = 1 << 22  # bytes; chosen: the config.json of a model has some kilobytes

_AnyModel = TypeVar("_AnyModel", CountedModel, ModelShape)

_CONFIG: Final = "config.json"
_SUFFIXES: Final = (".toml", ".json")


def read_model_told(path_or_name: str) -> tuple[Model, tuple[str, ...]]:
    """Return a model and, in sentences, what had to be assumed to read it.

    It is the name of a known model, a TOML file, a Hugging Face config.json, or a folder that holds one. A model of a
    TOML file that gives it no name is called as the file.

    Raises:
        PlanError: there is no such model or file, or the file does not describe a model.
    """
    folder = os.path.isdir(path_or_name)
    path = os.path.join(path_or_name, _CONFIG) if folder else path_or_name
    if os.path.exists(path):
        return _read(path)
    if path_or_name.endswith(_SUFFIXES):
        raise PlanError(f"{path_or_name}: no such file, nor a known model of this name; correct the path")
    try:
        return find_model(path_or_name), ()
    except PlanError as error:
        if not folder:
            raise
        raise PlanError(f"{path_or_name}: the folder holds 0 of 1 {_CONFIG}; name the file, or a model") from error


def _read(path: str) -> tuple[Model, tuple[str, ...]]:
    text = _text(path)
    if path.endswith(".toml"):
        return _described(_parsed(tomllib.loads, text, path, "TOML"), path), ()
    told = shape_of_config(_parsed(json.loads, text, path, "JSON"), path)
    return told.shape, told.assumptions


def _described(table: dict[str, object], path: str) -> Model:
    """Return the model of a TOML file, called as it says, else as the file."""
    if is_counted(table):
        counted = read_counted(table, path)
        return _named(counted, counted.name if "name" in table else Path(path).stem)
    shape = parse_shape(table, path)
    named = _named(shape, shape.name if "name" in table else Path(path).stem)
    return replace(named, like=find_model(str(table["like"])).name) if "like" in table else named


def _named(model: _AnyModel, name: str) -> _AnyModel:
    short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 3]}..."
    return replace(model, name=short)


def _text(path: str) -> str:
    try:
        if not os.path.isfile(path):
            raise PlanError(f"{path}: it is no file, 0 bytes can be read of it; name a TOML file or a {_CONFIG}")
        with Path(path).open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise PlanError(f"{path}: {error.strerror}, 0 bytes were read; correct the path or its permissions") from error
    if len(data) > LARGEST_FILE:
        raise PlanError(f"{path}: more than {LARGEST_FILE:,} bytes, too many to describe a model; name its {_CONFIG}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PlanError(f"{path}: byte {error.start:,} is no text; name a TOML file or a {_CONFIG}") from error


def _parsed(parse: Callable[[str], object], text: str, path: str, form: str) -> dict[str, object]:
    try:
        table = parse(text)
    except (ValueError, RecursionError) as error:
        raise PlanError(f"{path}: no {form} ({parse_trouble(error)}); correct the file") from error
    if not isinstance(table, dict):
        raise PlanError(f"{path}: it holds 0 of 1 table of a model; name its {_CONFIG}")
    return table
