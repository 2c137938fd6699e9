"""A model and its users to what serving takes: the cheapest GPUs first."""

from collections.abc import Iterator
from typing import Final

from trainward.errors import PlanError
from trainward.plan.inference import inference
from trainward.plan.inference_offer import cheapest_first, inference_offer
from trainward.plan.offered import default_gpus, left_out_sentences, why_left_out
from trainward.plan.parts import Parts, find_gpu
from trainward.records.hardware import Gpu
from trainward.records.inference import InferenceAnswer, InferenceLoad, InferenceOffer
from trainward.records.layout import Stack
from trainward.records.model_shape import ModelShape
from trainward.verbs.plan_request import asked_model, asked_parts, asked_precision
from trainward.verbs.plan_values import amount
from trainward.verbs.plan_words import Words, refuse_none, refuse_options

_NO_USE: Final = ("tokens", "seq_len", "global_batch", "layout", "framework", "objective", "deadline", "budget")
_USUAL: Final = InferenceLoad()


def plan_inference(words: Words) -> InferenceAnswer:
    """Return what serving a model takes on each GPU that is named, or on all that are usual.

    Raises:
        PlanError: an option is wrong or of no use here, the model is no transformer, or it fits on none of the GPUs.
    """
    refuse_options(words, (*_NO_USE, "most_gpus"), "serving does not know it; leave it out, or plan training with it")
    refuse_options(
        words, ("module", "input"), "what is counted cannot be served on paper; name a transformer with --model"
    )
    refuse_none(words)
    parts = asked_parts(words)
    model, told = asked_model(words)
    if not isinstance(model, ModelShape):
        raise PlanError(
            f"--model {words.model}: 0 layers are described, it is counted; serving needs the shape of a transformer: "
            f"name a known one as in --model llama-3-8b, a TOML file of its widths or its config.json"
        )
    named = tuple(find_gpu(name, parts.gpus) for name in words.gpu)
    stack = Stack(precision=asked_precision(words, named))
    load = _load(words)
    usual = named or default_gpus(parts=parts)
    left = () if named else left_out_sentences(usual, stack.precision, money_counts=True)
    gpus = named or tuple(one for one in usual if not why_left_out(one, stack.precision, money_counts=True))
    offers, refused = _offers(model, dict.fromkeys(gpus), stack, load, words.gpus, parts)
    by_token = words.gpus is not None or not (load.sequences or load.tokens_per_second)
    best, *others = cheapest_first(offers, by_token)
