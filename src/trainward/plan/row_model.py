"""The known model that the name in a row means, where it is not written as it is known."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from trainward.plan.known_models import is_of_name, known_shape
from trainward.plan.written_model import readings, without_owner
from trainward.records.model_shape import ModelShape

_IDLE: Final = re.compile(
    r"\b(?:model|base|pre-?train(?:ed|ing)?|training|train|sft|dense|transformer|decoder|arch(?:itecture)?|parameters?|"
    r"params?|hf|lm|llm|from scratch|class|sized?|meta|mosaicml|mosaic|eleutherai|bigscience|facebook|openai|mistralai|"
    r"tiiuae|google|nvidia|allenai|ai2|databricks|reproduction|bench(?:mark)?)\b"
)
_SIZE: Final = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) ?-?(b|m|t|bn|billion|million|trillion)\b")
_LIKE: Final = re.compile(r"[- ](?:like|style|type|based)\b")
_LETTER: Final = {"bn": "b", "billion": "b", "million": "m", "trillion": "t"}
_REMARK: Final = re.compile(r"\bw/.*|,.*")
_LONGEST: Final = 120  # letters
# Families that people name without a version, by size; the sequence length tells Llama 2 from Llama 3, whose
# contexts are 4,096 and 8,192 tokens (arXiv 2307.09288, section 2.2; arXiv 2407.21783, section 3.2).
_USUAL: Final = {
    "llama 8b": "Llama-3-8B",
    "llama 34b": "CodeLlama-34B",
    "llama 405b": "Llama-3.1-405B",
    "llama 1b": "Llama-3.2-1B",
    "llama 3b": "Llama-3.2-3B",
    "gpt 125m": "GPT-3-125M",
    "gpt 350m": "GPT-3-350M",
    "gpt 760m": "GPT-3-760M",
    "gpt 1.3b": "GPT-3-1.3B",
    "gpt 2.7b": "GPT-3-2.7B",
    "gpt 6.7b": "GPT-3-6.7B",
    "gpt 13b": "GPT-3-13B",
    "mistral": "Mistral-7B",
    "mixtral": "Mixtral-8x7B",
    "nemotron 15b": "Nemotron-4-15B",
    "nemotron 340b": "Nemotron-4-340B",
}
_LONG: Final = 8192  # tokens; a Llama of 70 billion trained on sequences of as many is a Llama 3


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A known model, and a sentence where the name had to be interpreted."""

    shape: ModelShape
    remark: str = ""


def model_meant(name: str, seq_len: int | None) -> NamedModel | None:
    """Return the known model that a name means: as it is known, put in order, or by the usual reading.

    A model that has not what the name says of its size, its layers or its experts is not meant.
    """
    if exact := known_shape(name):
        return NamedModel(exact)
    for text in readings(name[:_LONGEST]):
        for found in _read(text, name[:60], seq_len):
            if is_of_name(found.shape, name):
                return found
    return None


def _read(text: str, said: str, seq_len: int | None) -> Iterator[NamedModel]:
    for like, form in _forms(text):
        if found := known_shape(form):
            yield NamedModel(found, f"model {said!r} is taken for {found.name}" if like else "")
        usual = _usual(form, seq_len)
        if usual and (found := known_shape(usual)):
            yield NamedModel(found, f"model {said!r} is taken for {found.name}, the usual reading")


def _forms(name: str) -> Iterator[tuple[bool, str]]:
    """Yield a name in order, family first and size last, without words that tell no model from another.

    The first of each pair tells whether the name says only that it is like the model.
    """
    said = without_owner(_REMARK.sub(" ", name.lower().replace("_", " ")))
    like = _LIKE.search(said) is not None
    said = _LIKE.sub(" ", said)
    for text in (said, _IDLE.sub(" ", said)):
        if size := _SIZE.search(text):
            number = f"{float(size[1]):g}{_LETTER.get(size[2], size[2])}"
            rest = " ".join(re.split(r"[\s-]+", text[: size.start()] + " " + text[size.end() :])).strip()
            yield like, f"{rest} {number}"
        else:
            yield like, " ".join(re.split(r"[\s-]+", text)).strip()


def _usual(text: str, seq_len: int | None) -> str | None:
    if text == "llama 70b":
        return "Llama-3-70B" if (seq_len or 0) >= _LONG else "Llama-2-70B"
    return _USUAL.get(text)
