"""The parts of a step and of the memory by their names, with a sentence on how each came about."""

from typing import Final

from trainward.plan.memory import GIB, MemoryUse
from trainward.plan.step_time import StepTime
from trainward.records.estimate import MemoryPart, Question, StepPart
from trainward.records.model_shape import ModelShape

_STEP: Final = {
    "products": ("matrix products", "forward and backward, at the rate that {gpu} holds in {precision}"),
    "attention": ("attention", "scores, softmax and weighted values over {seq_len:,} tokens"),
    "elementwise": ("elementwise work", "norms, activations, rotations, casts: memory traffic"),
    "logits": ("output layer and loss", "a vocabulary of {vocab:,}"),
    "recompute": ("recomputation", "{recompute}: part of the forward pass is done again"),
    "tensor": ("tensor-parallel traffic", "exposed, among {tensor} GPUs"),
    "expert": ("expert-parallel traffic", "exposed, tokens to their experts and back among {expert} GPUs"),
    "context": ("context-parallel traffic", "exposed, keys and values among {context} GPUs"),
    "pipeline": ("pipeline traffic", "exposed sends between {pipeline} stages"),
    "bubble": ("pipeline bubble", "{pipeline} stages, {virtual_stages} virtual, fill and drain"),
    "sharding": ("gathering of sharded parameters", "exposed, ZeRO-3 over {data} replicas"),
    "gradients": ("summing of gradients", "exposed, over {data} replicas"),
    "optimizer": ("optimizer", "reads and writes its states once"),
    "host": ("host", "Python and launches that no kernel hides"),
    "scale": ("waiting for the slowest", "grows with the number of servers"),
}
_MEMORY: Final = {
    "weights": ("weights", "2 bytes a parameter"),
    "gradients": ("gradients", "as the framework keeps them"),
    "optimizer": ("optimizer states", "fp32 weight and two moments: 12 bytes a parameter, ZeRO stage {zero}"),
    "activations": ("activations", "kept for the backward pass, recomputation {recompute}"),
    "logits": ("logits", "and what the loss keeps of them, {vocab:,} a token"),
    "working": ("working memory", "a gradient of the largest matrix, the layer in work, gathered pieces"),
}


def step_parts(question: Question, shape: ModelShape, step: StepTime) -> tuple[StepPart, ...]:
    """Return the parts of a step that take any time, in the order of the work."""
    facts = _facts(question, shape)
    return tuple(
        StepPart(name, seconds, says.format_map(facts))
        for key, (name, says) in _STEP.items()
        if (seconds := getattr(step, key)) > 0
    )


def memory_parts(question: Question, shape: ModelShape, use: MemoryUse) -> tuple[MemoryPart, ...]:
    """Return the parts of the memory that take any."""
    facts = _facts(question, shape)
    return tuple(
        MemoryPart(name, size / GIB, says.format_map(facts))
        for key, (name, says) in _MEMORY.items()
        if (size := getattr(use, key)) > 0
    )


def _facts(question: Question, shape: ModelShape) -> dict[str, object]:
    layout = question.layout
    return {
        "gpu": question.gpu.name,
        "precision": question.stack.precision,
        "seq_len": question.scenario.seq_len,
        "vocab": shape.vocab,
        **{name: getattr(layout, name) for name in layout.__slots__},
    }
