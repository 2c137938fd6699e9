"""What the class of a Hugging Face model type fixes, and its config.json therefore need not say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Windows: TypeAlias = Literal["all", "alternate", "pattern", "late"]


@dataclass(frozen=True, slots=True)
class Family:
    """The habits of one model type.

    `gated` and `tied` as in a shape, `tied` where the file does not say; `windows` says which layers have the window:
    all, every other, all but each n-th (`sliding_window_pattern`), or those from `max_window_layers` on. `assumed` are
    values that the class has where the file has none.
    """

    gated: bool = True
    tied: bool = False
    windows: Windows = "all"
    assumed: Mapping[str, object] = field(default_factory=dict)


_PLAIN: Final = Family(gated=False, tied=True)
_PLAIN_UNTIED: Final = Family(gated=False)
_LLAMA: Final = Family()
_LATE: Final = Family(windows="late")
_EVERY_FOURTH: Final = Family(windows="pattern", assumed={"sliding_window_pattern": 4})
_GEMMA_3: Final = Family(
    tied=True,
    windows="pattern",
    assumed={
        "num_attention_heads": 8,
        "num_key_value_heads": 4,
        "head_dim": 256,
        "vocab_size": 262_208,
        "sliding_window_pattern": 6,
    },
)

# Source: configuration_<type>.py and modeling_<type>.py of huggingface/transformers, 4.57.
FAMILIES: Final[Mapping[str, Family]] = {
    "llama": _LLAMA,
    "mistral": _LLAMA,
    "mistral3": _LLAMA,
    "ministral": _LLAMA,
    "mixtral": _LLAMA,
    "baichuan": _LLAMA,
    "internlm2": _LLAMA,
    "internlm3": _LLAMA,
    "qwen": _LLAMA,
    "qwen2": _LATE,
    "qwen2_moe": _LATE,
    "qwen3": _LATE,
    "qwen3_moe": _LATE,
    "deepseek": _LLAMA,
    "deepseek_v2": _LLAMA,
    "deepseek_v3": _LLAMA,
    "kimi_k2": _LLAMA,
    "glm": _LLAMA,
    "glm4": _LLAMA,
    "glm4_moe": _LLAMA,
    "chatglm": _LLAMA,
    "phi3": _LLAMA,
    "phimoe": _LLAMA,
    "olmo": _LLAMA,
    "olmo2": _LLAMA,
    "olmo3": _EVERY_FOURTH,
    "olmoe": _LLAMA,
    "smollm3": Family(tied=True),
    "granite": _LLAMA,
    "stablelm": _LLAMA,
    "dbrx": _LLAMA,
    "llama4": _EVERY_FOURTH,
    "llama4_text": _EVERY_FOURTH,
    "gpt_oss": Family(windows="alternate"),
    "gemma": Family(tied=True),
    "gemma2": Family(tied=True, windows="alternate"),
    "gemma3": _GEMMA_3,
    "gemma3_text": _GEMMA_3,
    "cohere": Family(tied=True),
    "cohere2": Family(tied=True, windows="pattern", assumed={"sliding_window_pattern": 4}),
    "gpt2": _PLAIN,
    "gpt_neo": Family(gated=False, tied=True, windows="alternate"),
    "gpt_bigcode": Family(gated=False, tied=True, assumed={"multi_query": True}),
    "opt": _PLAIN,
    "bloom": _PLAIN,
    "falcon": Family(gated=False, tied=True, assumed={"multi_query": True}),
    "mpt": _PLAIN,
    "starcoder2": _PLAIN,
    "bert": _PLAIN,
    "roberta": _PLAIN,
    "xlm-roberta": _PLAIN,
    "gpt_neox": _PLAIN_UNTIED,
    "gptj": _PLAIN_UNTIED,
    "phi": _PLAIN_UNTIED,
    "nemotron": _PLAIN_UNTIED,
}

# Types whose parameters do not follow from the usual keys: layers of another kind, shared or narrower ones.
NOT_BY_SHAPE: Final = frozenset(
    {
        "albert",
        "bamba",
        "electra",
        "falcon_h1",
        "falcon_mamba",
        "granitemoehybrid",
        "jamba",
        "kimi_linear",
        "lfm2",
        "mamba",
        "mamba2",
        "minimax",
        "nemotron_h",
        "qwen3_next",
        "recurrent_gemma",
        "rwkv",
        "zamba",
        "zamba2",
    }
)
