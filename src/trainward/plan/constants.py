"""The fitted constants of the estimate, each with its unit; `make fit-plan` writes their values to constants.toml."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Constants:
    """What cannot be computed from data sheets; shares are of a rate, 1 is all of it.

    Rates: `ampere_share`, `hopper_share`, `blackwell_share` of the measured bf16 matrix-product rate, by generation (a
    chip that runs at its power limit for hours holds less than in a short measurement), times the power limit over the
    generation's usual one to the `power_exponent`; `fp8_share`, `mxfp8_share`, `fp4_share` of the data sheet's rate;
    all for very large products; `small_product` scales the size from which a product is large; for fused attention, of
    the bf16 matrix-product rate, `flash_share` up to Ampere, `flash_hopper_share` of the same kernels on later parts
    and `vendor_share` of kernels that are made for those; `unfused_share` for attention that stores its scores, which
    moves `score_bytes` for each score and pass.

    Memory traffic: `eager_bytes` and `fused_bytes` for each element of a layer's activations and pass, without and
    with fused elementwise kernels; `cast_bytes` for each that is cast to 8 or 4 bits; `expert_bytes` for each element
    that is sent to an expert.

    Host: `eager_host` and `graph_host` milliseconds for a layer and pass below which no kernel work goes;
    `expert_host` that a pass of a layer with experts adds; `step_host` milliseconds a step.

    Links: `link_share` of one direction of the scale-up link, `network_share` of the port; `link_delay` and
    `network_delay` in microseconds a collective; `tensor_hidden`, `expert_hidden`, `shard_exposed`, `grad_exposed`,
    `expert_grad_exposed`: shares of such traffic that modern frameworks hide or leave exposed; `context_loss` is what
    attention loses where a context is spread over very many ranks.

    `logits_balance` is the share of the output layer's time that a longer last stage adds to every micro-batch;
    `imbalance` the load of the busiest expert rank over the mean; `scale_loss` the slow-down with each doubling of the
    servers; `op_recompute` the share of a forward pass that selective recomputation by operation repeats.
    """

    ampere_share: float
    hopper_share: float
    blackwell_share: float
    power_exponent: float
    fp8_share: float
    mxfp8_share: float
    fp4_share: float
    small_product: float
    flash_share: float
    flash_hopper_share: float
    vendor_share: float
    unfused_share: float
    score_bytes: float
    eager_bytes: float
    fused_bytes: float
    cast_bytes: float
    expert_bytes: float
    eager_host: float
    graph_host: float
    expert_host: float
    link_share: float
    network_share: float
    link_delay: float
    network_delay: float
    tensor_hidden: float
    expert_hidden: float
    shard_exposed: float
    grad_exposed: float
    expert_grad_exposed: float
    context_loss: float
    logits_balance: float
    imbalance: float
    scale_loss: float
    step_host: float
    op_recompute: float


@cache
def fitted() -> Constants:
    """Return the constants that come with the product."""
    table = tomllib.loads(files("trainward.plan").joinpath("constants.toml").read_text(encoding="utf-8"))
    return Constants(**{one.name: float(table["step"][one.name]) for one in fields(Constants)})
