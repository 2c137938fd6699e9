"""Seconds of a pass of a served model: of a prompt, which computes, and of one token each, which reads memory."""

from dataclasses import dataclass
from typing import Final

from trainward.plan.constants import Constants, fitted
from trainward.plan.layer_time import head_widths
from trainward.plan.links import Group, Wires, ring_seconds, wires
from trainward.plan.parameters import count_parameters
from trainward.plan.rates import product_rate
from trainward.plan.serving_memory import cache_bytes, cache_shards, read_bytes
from trainward.records.hardware import Gpu
from trainward.records.inference import InferenceLoad
from trainward.records.layout import Stack
from trainward.records.model_shape import ModelShape

_BANDWIDTH_SHARE: Final = 0.75  # of the data sheet's bandwidth that reading weights and cache reaches; chosen
_LAYER_SECONDS: Final = 10e-6  # of small kernels and launches a layer in a captured graph; chosen
_ATTENTION_SHARE: Final = 0.4  # of the matrix-product rate of half precision that attention of a prompt reaches; chosen


@dataclass(frozen=True, slots=True)
class Replica:
    """One copy of a model on `tensor` x `pipeline` GPUs, with what it is asked."""

    shape: ModelShape
    gpu: Gpu
    stack: Stack
    load: InferenceLoad
    tensor: int
    pipeline: int


def prompt_seconds(replica: Replica, sequences: float = 1.0) -> float:
    """Return the time of the pass over so many prompts at once."""
    tokens = sequences * replica.load.prompt_tokens
    reach = replica.load.prompt_tokens / 2
    rows = replica.shape.heads * sum(head_widths(replica.shape))
    attention = 2 * tokens * _reach(replica.shape, reach) * rows
    half = product_rate(replica.gpu, "bf16", fitted()) * _ATTENTION_SHARE
    return _pass_seconds(replica, tokens, sequences) + attention / replica.tensor / half


def token_seconds(replica: Replica, sequences: float) -> float:
    """Return the time of one more token for each of so many sequences, at the middle of their output.

    The ranks of a pipeline work on a share of the sequences each, one after the other.
    """
    at_once = max(1.0, sequences / replica.pipeline)
    length = replica.load.prompt_tokens + replica.load.output_tokens / 2
    cache = at_once * cache_bytes(replica.shape, replica.load, length) / cache_shards(replica.shape, replica.tensor)
    return _pass_seconds(replica, at_once, at_once) + cache / _bandwidth(replica.gpu)


def cycle_seconds(replica: Replica, sequences: int) -> float:
    """Return the time in which so many sequences are served whole: each prompt by itself, the output together."""
    return sequences * prompt_seconds(replica) / replica.pipeline + replica.load.output_tokens * token_seconds(
        replica, sequences
    )


def _pass_seconds(replica: Replica, tokens: float, outputs: float) -> float:
    """Return products, reading of weights, traffic and launches of a pass that yields so many outputs."""
    shape, constants = replica.shape, fitted()
    rate = product_rate(replica.gpu, replica.stack.precision, constants)
    flops = 2 * (tokens * _active(shape) + outputs * shape.vocab * shape.hidden)
    read = read_bytes(shape, replica.stack.precision, tokens)
    traffic = _traffic_seconds(replica, tokens, wires(replica.gpu, constants), constants)
    launches = shape.layers * _LAYER_SECONDS
    return flops / replica.tensor / rate + read / replica.tensor / _bandwidth(replica.gpu) + traffic + launches


def _traffic_seconds(replica: Replica, tokens: float, on: Wires, constants: Constants) -> float:
    """Return two all-reduces of the activations a layer, and the sends between the stages of a pipeline."""
    size = 2 * tokens * replica.shape.hidden
    group = Group(replica.tensor, min(replica.tensor, replica.gpu.domain))
    near = 2 * replica.shape.layers * 2 * ring_seconds(on, group, size)
    return near + (replica.pipeline - 1) * (size / on.network + on.network_delay)


def _active(shape: ModelShape) -> float:
    """Return the parameters of the layers that one token meets."""
    count = count_parameters(shape)
    visited = count.routed_experts * (shape.experts.active / shape.experts.count if shape.experts else 0.0)
    return count.attention + count.dense_ffn + count.shared_experts + count.router + visited


def _reach(shape: ModelShape, reach: float) -> float:
    """Return the positions that a token looks at, summed over the layers."""
    whole = shape.layers - shape.windowed_layers
    return whole * reach + shape.windowed_layers * min(reach, shape.window or reach)


def _bandwidth(gpu: Gpu) -> float:
    return gpu.bandwidth_tb_s * 1e12 * _BANDWIDTH_SHARE
