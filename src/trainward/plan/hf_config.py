"""The config.json of a Hugging Face model, as the shape of a transformer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from trainward.errors import PlanError
from trainward.plan.hf_families import FAMILIES, NOT_BY_SHAPE, Family
from trainward.plan.hf_windows import windowed_layers
from trainward.plan.shape_table import hold, shown, whole_number
from trainward.records.model_shape import Experts, LatentAttention, ModelShape

# What the same number is called in different files, the usual name first.
_LAYERS: Final = ("num_hidden_layers", "n_layer", "n_layers", "num_layers")
_HIDDEN: Final = ("hidden_size", "n_embd", "d_model", "n_embed")
_HEADS: Final = ("num_attention_heads", "n_head", "n_heads", "num_heads")
_KV_HEADS: Final = ("num_key_value_heads", "num_kv_heads", "n_head_kv", "kv_n_heads", "multi_query_group_num")
_HEAD_DIM: Final = ("head_dim", "kv_channels")
_FFN: Final = ("intermediate_size", "n_inner", "ffn_dim", "ffn_hidden_size", "d_ff")
_VOCAB: Final = ("vocab_size", "padded_vocab_size")
_EXPERTS: Final = ("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts")
_ACTIVE: Final = ("num_experts_per_tok", "num_experts_per_token", "experts_per_token", "moe_top_k", "moe_topk")
_TIED: Final = ("tie_word_embeddings",)
_TEXT_PARTS: Final = ("text_config", "llm_config", "language_config")
_GROUPS: Final = ("attn_config", "ffn_config")  # tables inside the file, of MPT and DBRX
_IN_GROUPS: Final = ("kv_n_heads", "ffn_hidden_size", "moe_num_experts", "moe_top_k")
_GATED_WORDS: Final = ("silu", "swish", "swiglu", "glu")


@dataclass(frozen=True, slots=True)
class ConfigShape:
    """A shape, and what had to be assumed to get it: `assumptions` are sentences."""

    shape: ModelShape
    assumptions: tuple[str, ...]


def shape_of_config(config: Mapping[str, object], where: str) -> ConfigShape:
    """Return the shape that a config.json describes; `where` names the file in messages.

    A model of images and text is its text part. A type that is not known is read by the usual names of the keys.

    Raises:
        PlanError: it is no transformer of one stack, a number is missing, or a value cannot be that of a transformer.
    """
    text, assumptions = _text_part(config, where)
    kind = str(text.get("model_type", ""))
    _refuse(config, kind, where)
    family = FAMILIES.get(kind)
    if family is None:
        family = _guessed(text)
        assumptions.append(
            f"{where}: model_type is {shown(kind)}, which is not known: it was read as a decoder whose feed-forward "
            f"block has {'three matrices' if family.gated else 'two matrices'}, by its activation"
        )
    for key in sorted(set(family.assumed) - set(text)):
        if not key.endswith("pattern"):
            assumptions.append(f"{where}: no {key}, taken as {family.assumed[key]}, which is usual for {kind}")
    said = {**family.assumed, **{key: value for key, value in text.items() if value is not None}}
    name = str(config.get("_name_or_path") or "").rstrip("/").rpartition("/")[2] or kind or where
    return ConfigShape(_shape(said, family, name[:80], where), tuple(assumptions))


def _shape(said: Mapping[str, object], family: Family, name: str, where: str) -> ModelShape:
    layers, hidden, heads = (_needed(said, keys, where) for keys in (_LAYERS, _HIDDEN, _HEADS))
    latent = _latent(said, where)
    head_dim = latent.nope_dim + latent.rope_dim if latent else _head_dim(said, hidden, heads, where)
    experts = _experts(said, layers, where)
    window, windowed = windowed_layers(said, family, layers, where)
    shape = ModelShape(
        name=name,
        layers=layers,
        hidden=hidden,
        heads=heads,
        kv_heads=heads if latent else _kv_heads(said, heads, where),
        head_dim=head_dim,
        ffn=_ffn(said, hidden, layers, experts, where),
        vocab=_needed(said, _VOCAB, where),
        gated=family.gated,
        tied_embeddings=_flag(said, _TIED, family.tied, where),
        experts=experts,
        latent=latent,
        window=window,
        windowed_layers=windowed,
    )
    return hold(shape, where)


def _text_part(config: Mapping[str, object], where: str) -> tuple[dict[str, object], list[str]]:
    """Return the keys of the language model, those of nested tables lifted to the top."""
    text, assumptions = dict(config), []
    for part in _TEXT_PARTS:
        inner = config.get(part)
        if isinstance(inner, Mapping):
            text = {**{key: config[key] for key in _TIED if key in config}, **inner}
            assumptions.append(f"{where}: only {part} is counted, not what encodes images or sound")
            break
    for group in _GROUPS:
        inner = text.get(group)
        if isinstance(inner, Mapping):
            text |= {key: inner[key] for key in _IN_GROUPS if key in inner}
    return text, assumptions


def _refuse(config: Mapping[str, object], kind: str, where: str) -> None:
    if config.get("is_encoder_decoder") is True:
        raise PlanError(
            f"{where}: is_encoder_decoder is true, 2 stacks where 1 can be counted; "
            "give the module itself with --module, or its parameters and FLOPs in a TOML file"
        )
    if kind in NOT_BY_SHAPE:
        raise PlanError(
            f"{where}: model_type is {shown(kind)}, whose parameters do not follow from the usual keys; "
            "give the module itself with --module, or its parameters and FLOPs in a TOML file"
        )


def _guessed(text: Mapping[str, object]) -> Family:
    activation = str(
        text.get("hidden_act") or text.get("hidden_activation") or text.get("activation_function") or "silu"
    )
    gated = any(word in activation.lower() for word in _GATED_WORDS)
    return Family(gated=gated, tied=True)


def _kv_heads(said: Mapping[str, object], heads: int, where: str) -> int:
    if said.get("multi_query") is True and said.get("new_decoder_architecture") is not True:
        return 1
    if said.get("multi_query_attention") is False:
        return heads
    return _perhaps(said, _KV_HEADS, where) or heads


def _head_dim(said: Mapping[str, object], hidden: int, heads: int, where: str) -> int:
    told = _perhaps(said, _HEAD_DIM, where)
    if told is None and hidden % heads:
        raise PlanError(
            f"{where}: the width {hidden} is no multiple of {heads} heads; give head_dim, or a number of heads that "
            f"divides {hidden}"
        )
    return told or hidden // heads


def _ffn(said: Mapping[str, object], hidden: int, layers: int, experts: Experts | None, where: str) -> int:
    """Return the width of a dense block: four times the model's where the file does not say, as in GPT-2."""
    if experts and not experts.dense_layers:
        return 0
    told = _perhaps(said, ("intermediate_size_mlp",), where) or _perhaps(said, _FFN, where)
    if told and said.get("model_type") == "qwen":
        return told // 2  # the first Qwen counts the gate and the value together
    return told or (_perhaps(said, ("expansion_ratio",), where) or 4) * hidden


def _experts(said: Mapping[str, object], layers: int, where: str) -> Experts | None:
    count = _perhaps(said, _EXPERTS, where, 0)
    if not count or count == 1:
        return None
    ffn = _perhaps(said, ("moe_intermediate_size",), where) or _needed(said, _FFN, where)
    return Experts(
        count=count,
        active=_needed(said, _ACTIVE, where),
        ffn=ffn,
        shared_ffn=_shared_ffn(said, ffn, where),
        dense_layers=_dense_layers(said, layers, where),
        node_limit=_node_limit(said, where),
    )


def _node_limit(said: Mapping[str, object], where: str) -> int:
    """Return to how many groups of experts, each meant for one server, a token is sent; 0 where it is to any number."""
    groups, reached = (_perhaps(said, (key,), where, 0) or 0 for key in ("n_group", "topk_group"))
    return reached if reached < groups else 0


def _shared_ffn(said: Mapping[str, object], ffn: int, where: str) -> int:
    if str(said.get("model_type", "")).startswith("llama4"):
        return ffn
    told = _perhaps(said, ("shared_expert_intermediate_size",), where, 0)
    return told or ffn * (_perhaps(said, ("n_shared_experts", "num_shared_experts"), where, 0) or 0)


def _dense_layers(said: Mapping[str, object], layers: int, where: str) -> int:
    """Return how many layers have no experts, wherever in the stack they are."""
    first = _perhaps(said, ("first_k_dense_replace",), where, 0)
    if first is not None:
        return min(first, layers)
    for key in ("moe_layers", "mlp_only_layers"):
        listed = said.get(key)
        if isinstance(listed, Sequence) and not isinstance(listed, str) and listed:
            return max(0, layers - len(listed)) if key == "moe_layers" else len(listed)
    every = _perhaps(said, ("interleave_moe_layer_step", "decoder_sparse_step"), where) or 1
    return layers - layers // every


def _latent(said: Mapping[str, object], where: str) -> LatentAttention | None:
    if not _perhaps(said, ("kv_lora_rank",), where, 0):
        return None
    return LatentAttention(
        q_rank=_perhaps(said, ("q_lora_rank",), where, 0) or 0,
        kv_rank=_needed(said, ("kv_lora_rank",), where),
        nope_dim=_needed(said, ("qk_nope_head_dim",), where),
        rope_dim=_needed(said, ("qk_rope_head_dim",), where),
        value_dim=_needed(said, ("v_head_dim",), where),
    )


def _needed(said: Mapping[str, object], keys: Sequence[str], where: str) -> int:
    told = _perhaps(said, keys, where)
    if told is None:
        others = f" (nor {', '.join(keys[1:])})" if keys[1:] else ""
        raise PlanError(f"{where}: no {keys[0]}{others}, 0 of 1 key; add it, or name a known model")
    return told


def _perhaps(said: Mapping[str, object], keys: Sequence[str], where: str, least: int = 1) -> int | None:
    key = next((one for one in keys if said.get(one) is not None), None)
    return None if key is None else whole_number(said[key], key, where, least)


def _flag(said: Mapping[str, object], keys: Sequence[str], otherwise: bool, where: str) -> bool:
    key = next((one for one in keys if one in said), None)
    if key is None:
        return otherwise
    value = said[key]
    if not isinstance(value, bool):
        raise PlanError(f"{where}: {key} is {shown(value)}, not true or false; write one of the two")
    return value
