"""What is asked of `trainward plan`, from words to records, with what had to be supposed."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from trainward.errors import PlanError
from trainward.plan.overrides import apply_overrides
from trainward.plan.parameters import active_parameters, total_parameters
from trainward.plan.parts import Parts, catalogue, find_gpu
from trainward.plan.row_fields import precision_of
from trainward.plan.training_tasks import TUNING_BATCH, USUAL_LENGTH
from trainward.plan.usual import usual_gpus, usual_sequences
from trainward.records.hardware import Gpu, Precision
from trainward.records.layout import Layout, Purpose, Scenario, Stack
from trainward.records.model_shape import CountedModel, Model, ModelShape
from trainward.report.plan_wording import data_amount
from trainward.sources.model_files import read_model_told
from trainward.sources.plan_overrides import read_overrides
from trainward.verbs.plan_software import asked_software
from trainward.verbs.plan_values import (
    MOST_LENGTH,
    MOST_SEQUENCES,
    MOST_TOKENS,
    MOST_USD,
    amount,
    layout,
    shape,
    whole,
)
from trainward.verbs.plan_words import OF_INFERENCE, Words, refuse_none, refuse_options

Objective: TypeAlias = Literal["time", "cost", "count"]

PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
_TOKENS_A_PARAMETER: Final = 20.0  # Hoffmann et al. 2022, arXiv 2203.15556, section 3.4
_TUNING_TOKENS: Final = 1e9  # of a fine-tuning where none are told; chosen
_SAMPLES: Final = 1e8  # of a counted model: about 80 epochs of ImageNet
_COUNTED_BATCH: Final = 1024  # samples a step of a counted model; chosen
_DEADLINE_DAYS: Final = 30.0  # where neither GPUs nor a deadline nor a budget are told; chosen


@dataclass(frozen=True, slots=True)
class Request:
    """A question in records; `gpus` are the types to choose from, empty for all that are usual."""

    model: Model
    scenario: Scenario
    stack: Stack
    gpus: tuple[Gpu, ...]
    count: int | None
    most_gpus: int | None
    layout: Layout | None
    objective: Objective
    parts: Parts
    supposed: tuple[str, ...]


def request(words: Words) -> Request:
    """Return what the words ask for.

    Raises:
        PlanError: a word is unknown, a number is none, or nothing says which model.
    """
    refuse_options(words, OF_INFERENCE, "training knows no users; leave it out, or ask for serving by --for inference")
    parts = asked_parts(words)
    model, read_so = asked_model(words)
    gpus = tuple(find_gpu(name, parts.gpus) for name in words.gpu)
    refuse_none(words)
    scenario, supposed = _scenario(words, model)
    chosen = layout(words.layout, words.gpus) if words.layout else None
    if chosen and len(gpus) != 1:
        raise PlanError(f"--layout {words.layout!r}: it is of one GPU type, and {len(gpus)} are named; add --gpu H100")
    goal, why = _objective(words, gpus)
    free = words.gpus is None and chosen is None and words.deadline is None and not words.budget
    if free and words.most_gpus is None and goal != "time":
        scenario = replace(scenario, deadline_days=_DEADLINE_DAYS)
        supposed = (*supposed, f"a deadline of {_DEADLINE_DAYS:g} days; --deadline, --budget or --gpus change it")
    stack = Stack(framework=asked_software(words.framework), precision=asked_precision(words, gpus))
    return Request(
        model=model,
        scenario=scenario,
        stack=stack,
        gpus=gpus,
        count=chosen.gpus if chosen else words.gpus,
        most_gpus=words.most_gpus,
        layout=chosen,
        objective=goal,
        parts=parts,
        supposed=(*read_so, *supposed, *why),
    )


def asked_parts(words: Words) -> Parts:
    """Return the parts that are known, with the user's own laid over them.

    Raises:
        PlanError: the file of prices cannot be read, or does not have the form it must have.
    """
    return apply_overrides(read_overrides(Path(words.prices)), words.prices) if words.prices else catalogue()


def asked_model(words: Words) -> tuple[Model, tuple[str, ...]]:
    """Return the model that is named, described or counted, and what had to be assumed to read it.

    The parameters of a transformer are counted where nobody published them.

    Raises:
        PlanError: none is named, or the one that is cannot be read.
    """
    if words.module:
        from trainward.sources.module_file import count_module_file

        path, _, function = words.module.rpartition(":")
        if not path or not words.input:
            raise PlanError(
                f"--module {words.module!r} --input {words.input!r}: both are needed, as in "
                f"--module net.py:build --input 3x224x224"
            )
        return count_module_file(path, function, shape(words.input, "--input")), ()
    if not words.model:
        raise PlanError(
            "--model: none is named; name a known one as in --model llama-3-8b, a TOML file or a config.json"
        )
    model, told = read_model_told(words.model)
    if isinstance(model, ModelShape):
        whole, active = float(total_parameters(model)), float(active_parameters(model))
        model = replace(model, params_total=whole, params_active=active if model.experts else None)
    return model, told


def _scenario(words: Words, model: Model) -> tuple[Scenario, tuple[str, ...]]:
    if words.purpose not in PURPOSES:
        raise PlanError(f"--for {words.purpose[:40]!r}: no such purpose; it is one of {', '.join(PURPOSES)}")
    counted = isinstance(model, CountedModel)
    seq_len = whole(words.seq_len, "--seq-len", MOST_LENGTH) if words.seq_len else 1 if counted else USUAL_LENGTH
    tokens = amount(words.tokens, "--tokens", MOST_TOKENS) if words.tokens else _usual_tokens(words, model)
    if tokens < seq_len:
        raise PlanError(
            f"--tokens {tokens:,.10g}: less than one sequence of {seq_len:,}; give more, or a shorter one by --seq-len"
        )
    batch = _batch(words, model, seq_len, tokens)
    scenario = Scenario(
        purpose=next(one for one in PURPOSES if one == words.purpose),
        seq_len=seq_len,
        global_batch=batch,
        tokens=tokens,
        deadline_days=words.deadline,
        budget_usd=amount(words.budget.lstrip("$"), "--budget", MOST_USD) if words.budget else None,
    )
    return scenario, tuple(_supposed(words, model, scenario))


def _supposed(words: Words, model: Model, scenario: Scenario) -> Iterator[str]:
    counted = isinstance(model, CountedModel)
    if not words.seq_len and not counted:
        yield f"sequences of {scenario.seq_len:,} tokens; --seq-len changes it"
    if not words.tokens and scenario.tokens:
        by_size = not counted and words.purpose == "pre-training"
        each = f"{_TOKENS_A_PARAMETER:g} a parameter{' that a token meets' if _is_sparse(model) else ''}"
        why = f", {each}" if by_size else ""
        yield f"{data_amount(scenario.tokens, model)}{why}; --tokens changes it"
    if not words.global_batch:
        yield f"{scenario.global_batch:,} {'samples' if counted else 'sequences'} a step; --global-batch changes it"


def _is_sparse(model: Model) -> bool:
    return isinstance(model, ModelShape) and model.experts is not None


def _usual_tokens(words: Words, model: Model) -> float:
    if isinstance(model, CountedModel):
        return _SAMPLES
    return active_parameters(model) * _TOKENS_A_PARAMETER if words.purpose == "pre-training" else _TUNING_TOKENS


def _batch(words: Words, model: Model, seq_len: int, tokens: float) -> int:
    """Return the sequences of a step: as told, else as usual where the run has that many."""
    most = int(tokens // seq_len)
    if not words.global_batch:
        usual = _usual_batch(words, model, seq_len)
        return usual if usual <= most else 2 ** int(math.log2(most))
    batch = whole(words.global_batch, "--global-batch", MOST_SEQUENCES)
    if batch > most:
        raise PlanError(
            f"--global-batch {batch:,}: a step would take {data_amount(batch * seq_len, model)}, and the whole run has "
            f"{data_amount(tokens, model)}; give {most:,} at most, or more by --tokens"
        )
    return batch


def _usual_batch(words: Words, model: Model, seq_len: int) -> int:
    if isinstance(model, CountedModel):
        return _COUNTED_BATCH
    if words.purpose != "pre-training":
        return TUNING_BATCH
    return usual_sequences(model, seq_len, words.gpus or usual_gpus(model))


def asked_precision(words: Words, gpus: tuple[Gpu, ...]) -> Precision:
    """Return the precision that is named, else bf16, or fp16 where one of the GPUs has no bf16.

    Raises:
        PlanError: there is none of this name.
    """
    if words.precision:
        found = precision_of(words.precision)
        if found is None:
            raise PlanError(
                f"--precision {words.precision[:40]!r}: unknown; it is one of fp32, tf32, fp16, bf16, fp8, mxfp8, nvfp4"
            )
        return found
    return "fp16" if gpus and not all(gpu.has_bf16 for gpu in gpus) else "bf16"


def _objective(words: Words, gpus: tuple[Gpu, ...]) -> tuple[Objective, tuple[str, ...]]:
    """Return what is to be least, and why where it is another than usual."""
    if not words.objective:
        return _usual_objective(words, gpus)
    known: tuple[Objective, ...] = get_args(Objective)
    found = next((one for one in known if one == words.objective), None)
    if found is None:
        raise PlanError(f"--objective {words.objective[:40]!r}: it is one of {', '.join(known)}")
    return found, ()


def _usual_objective(words: Words, gpus: tuple[Gpu, ...]) -> tuple[Objective, tuple[str, ...]]:
    if words.budget or words.most_gpus:
        return "time", ()
    unpriced = [gpu.name for gpu in gpus if gpu.cloud_hour is None]
    if not unpriced:
        return "cost", ()
    nameless = f"no cloud price of {', '.join(unpriced)} is known"
    if words.gpus:
        return "time", (f"{nameless}, so the shortest time is looked for and not the lowest cost",)
    return "count", (f"{nameless}, so the fewest GPUs are looked for and not the lowest cost",)
