"""A model and its users to what serving takes: the cheapest GPUs first."""

from collections.abc import Iterator, Sequence
from typing import Final

from trainward.errors import PlanError
from trainward.plan.inference import inference
from trainward.plan.inference_offer import cheapest_first, inference_offer
from trainward.plan.offered import default_gpus, left_out_sentences, why_left_out
from trainward.plan.parts import Parts, assumed_power, find_gpu
from trainward.records.hardware import Gpu
from trainward.records.inference import InferenceAnswer, InferenceLoad, InferenceOffer
from trainward.records.layout import Stack
from trainward.records.model_shape import ModelShape
from trainward.verbs.plan_request import asked_model, asked_parts, asked_precision
from trainward.verbs.plan_values import MOST_LENGTH, MOST_SEQUENCES, MOST_SPEED, amount, whole
from trainward.verbs.plan_words import Words, refuse_none, refuse_options

_OF_TRAINING: Final = (
    *("tokens", "seq_len", "global_batch", "layout", "framework"),
    *("objective", "deadline", "budget", "most_gpus"),
)
_OF_MODULES: Final = ("module", "input")


def plan_inference(words: Words) -> InferenceAnswer:
    """Return what serving a model takes on each GPU that is named, or on all that are usual.

    Raises:
        PlanError: an option is wrong or of no use here, the model is no transformer, or it fits on none of the GPUs.
    """
    refuse_options(words, _OF_TRAINING, "serving does not depend on it; leave it out, or leave out --for inference")
    refuse_options(words, _OF_MODULES, "serving is planned by the shape of a transformer; name one with --model")
    refuse_none(words)
    parts = asked_parts(words)
    model, told = _transformer(words)
    gpus, stack, left = _hardware(words, parts)
    load = _load(words)
    offers, refused = [], []
    for gpu in gpus:
        try:
            offers.append(inference_offer(inference(model, gpu, stack, load, words.gpus), parts))
        except PlanError as error:
            refused.append(str(error))
    if not offers:
        raise PlanError("; or ".join(refused))
    by_token = words.gpus is not None or not (load.sequences or load.tokens_per_second)
    best, *others = cheapest_first(offers, by_token)
    return InferenceAnswer(
        best=best,
        others=tuple(others),
        reasons=(*_reasons(others, by_token), *left, *(f"left out: {why}" for why in refused)),
        assumptions=(*told, *_assumptions(words, best), *best.plan.assumptions, *assumed_power(best.plan.gpu)),
        dates=best.money.dates,
    )


def _transformer(words: Words) -> tuple[ModelShape, tuple[str, ...]]:
    model, told = asked_model(words)
    if isinstance(model, ModelShape):
        return model, told
    raise PlanError(
        f"--model {words.model}: it is counted and has 0 layers of attention; serving is planned by the shape of a "
        f"transformer, so name one as in --model llama-3-8b, or describe its widths"
    )


def _hardware(words: Words, parts: Parts) -> tuple[Sequence[Gpu], Stack, tuple[str, ...]]:
    """Return the GPUs to compare, the precision they have, and which are left out and why."""
    named = tuple({gpu.name: gpu for gpu in (find_gpu(name, parts.gpus) for name in words.gpu)}.values())
    stack = Stack(precision=asked_precision(words, named))
    if named:
        return named, stack, ()
    usual = default_gpus(parts=parts)
    found = [gpu for gpu in usual if not why_left_out(gpu, stack.precision, money_counts=True)]
    return found, stack, left_out_sentences(usual, stack.precision, money_counts=True)


def _load(words: Words) -> InferenceLoad:
    usual = InferenceLoad()
    return InferenceLoad(
        prompt_tokens=_whole(words.prompt_tokens, "--prompt-tokens", MOST_LENGTH) or usual.prompt_tokens,
        output_tokens=_whole(words.output_tokens, "--output-tokens", MOST_LENGTH) or usual.output_tokens,
        sequences=_whole(words.sequences, "--sequences", MOST_SEQUENCES),
        tokens_per_second=amount(words.tokens_per_second, "--tokens-per-second", MOST_SPEED)
        if words.tokens_per_second
        else None,
    )


def _whole(text: str, option: str, most: float) -> int | None:
    return whole(text, option, most) if text else None


def _reasons(others: Sequence[InferenceOffer], by_token: bool) -> Iterator[str]:
    if others:
        yield f"the cheapest by {'a million tokens of output' if by_token else 'the hour'} stands first"


def _assumptions(words: Words, best: InferenceOffer) -> Iterator[str]:
    load = best.plan.load
    if not words.prompt_tokens:
        yield f"prompts of {load.prompt_tokens:,} tokens; --prompt-tokens changes it"
    if not words.output_tokens:
        yield f"{load.output_tokens:,} tokens of output; --output-tokens changes it"
    if not load.sequences and not load.tokens_per_second:
        yield "as many sequences as a replica takes at a time; --sequences or --tokens-per-second asks for a load"
    yield "GPUs are rented all the time and always have enough to do"
    if best.room.servers * best.room.server.gpus != best.plan.gpus:
        yield "room, power and the bill to buy are those of whole servers, rental and energy are of the GPUs alone"
    if best.room.fabric.tiers:
        yield "room and network are those that training would have; replicas apart can do with less network"
