"""Questions that the tests of the estimate share: one of each kind by hand, and random ones that contradict nothing."""

from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from trainward.plan.parts import all_gpus, find_gpu
from trainward.plan.traits import Traits, all_traits, traits_of
from trainward.records.estimate import Question
from trainward.records.layout import Layout, Scenario, Stack
from trainward.records.model_shape import CountedModel, Experts, LatentAttention, ModelShape

ALIKE = settings(max_examples=60, deadline=None, derandomize=True, database=None)
"""Random questions, the same in every run."""

LLAMA_8B = ModelShape("Llama-3-8B", 32, 4096, 32, 8, 128, 14336, 128256)
LLAMA_70B = ModelShape("Llama-3-70B", 80, 8192, 64, 8, 128, 28672, 128256)
MIXTRAL = ModelShape("Mixtral-8x7B", 32, 4096, 32, 8, 128, 0, 32000, experts=Experts(8, 2, 14336))
DEEPSEEK = ModelShape(
    "DeepSeek-V3", 61, 7168, 128, 128, 192, 18432, 129280,
    experts=Experts(256, 8, 2048, 2048, 3), latent=LatentAttention(1536, 512, 128, 64, 128),
)  # fmt: skip
RESNET = CountedModel("ResNet-50", 25.6e6, 25.6e6, 8.2e9, 9.1e7, "image")

H100 = find_gpu("H100")
A100 = find_gpu("A100-SXM-80GB")
MEGATRON = Stack("Megatron-Core")
OLD_MEGATRON = Stack("Megatron-DeepSpeed", "fp16")


def gpt(layers: int, hidden: int, heads: int, vocab: int = 51_200) -> ModelShape:
    """Return a GPT as NVIDIA's papers write it: not gated, 4h wide, one vocabulary matrix."""
    return ModelShape(
        "GPT", layers, hidden, heads, heads, hidden // heads, 4 * hidden, vocab, gated=False, tied_embeddings=True
    )


def question(model: ModelShape | CountedModel = LLAMA_8B, stack: Stack = MEGATRON, **changes: Any) -> Question:
    """Return a question on 64 H100s; changes go to the layout or the scenario by their names, `gpu` to the GPU."""
    gpu = changes.pop("gpu", H100)
    own = {name: changes.pop(name) for name in Scenario.__slots__ if name in changes}
    layout = Layout(**{"gpus": 64, "tensor": 1, "data": 64, **changes})
    return Question(model, Scenario(**{"seq_len": 4096, "global_batch": 512, **own}), gpu, layout, stack)


def spread_over(model: ModelShape, stack: Stack = MEGATRON, **changes: Any) -> Question:
    """Return a question whose count of GPUs and batch follow from its layout and `micro_batches`, 8 unless told."""
    count = changes.pop("micro_batches", 8)
    data = changes.setdefault("data", 1)
    ranks = data * changes.get("tensor", 1) * changes.get("pipeline", 1) * changes.get("context", 1)
    return question(model, stack, gpus=ranks, global_batch=count * data * changes.get("micro_batch", 1), **changes)


def with_layout(asked: Question, **changes: Any) -> Question:
    """Return a question with changes to its layout."""
    return replace(asked, layout=replace(asked.layout, **changes))


def with_scenario(asked: Question, **changes: Any) -> Question:
    """Return a question with changes to its scenario."""
    return replace(asked, scenario=replace(asked.scenario, **changes))


def shape_of(asked: Question) -> ModelShape:
    """Return the model of a question about a transformer."""
    assert isinstance(asked.model, ModelShape)
    return asked.model


def traits_for(asked: Question) -> Traits:
    """Return the traits of a question's software."""
    return traits_of(asked.stack, asked.gpu)


def shapes() -> st.SearchStrategy[ModelShape]:
    """Return known models and made-up ones; their heads divide by 8."""
    return st.one_of(st.sampled_from([LLAMA_8B, LLAMA_70B, MIXTRAL, DEEPSEEK, gpt(96, 12288, 96)]), _made_up())


@st.composite
def _made_up(draw: st.DrawFn) -> ModelShape:
    heads = 8 * draw(st.integers(1, 16))
    head_dim = draw(st.sampled_from([64, 128]))
    return ModelShape(
        name="made up",
        layers=draw(st.integers(8, 130)),
        hidden=heads * head_dim,
        heads=heads,
        kv_heads=draw(st.sampled_from([1, 8, heads])),
        head_dim=head_dim,
        ffn=heads * head_dim * draw(st.integers(1, 5)),
        vocab=draw(st.integers(1_000, 260_000)),
        gated=draw(st.booleans()),
        tied_embeddings=draw(st.booleans()),
        experts=draw(st.sampled_from([None, Experts(64, 6, 1408, 2816, 1), Experts(8, 2, 14336)])),
        window=draw(st.sampled_from([0, 4096])),
        windowed_layers=draw(st.sampled_from([0, 4])),
    )


@st.composite
def layouts(draw: st.DrawFn, shape: ModelShape) -> Layout:
    """Return layouts that a shape can have, on up to 32,768 GPUs."""
    tensor, context = draw(st.sampled_from([1, 2, 4, 8])), draw(st.sampled_from([1, 1, 2, 8]))
    pipeline = draw(st.sampled_from([1, 1, 2, 4, 8]))
    data = draw(st.sampled_from([1, 2, 6, 64]))
    most = shape.layers // pipeline
    room = data * context * tensor
    powers = min(8, room & -room)  # the largest power of two that divides the ranks of a stage, 8 at most
    return Layout(
        gpus=tensor * pipeline * data * context,
        tensor=tensor,
        pipeline=pipeline,
        data=data,
        context=context,
        expert=draw(st.sampled_from([1, powers])) if shape.experts else 1,
        virtual_stages=draw(st.sampled_from([1, max(1, min(4, most))])) if pipeline > 1 else 1,
        micro_batch=draw(st.sampled_from([1, 2, 4])),
        zero=draw(st.integers(0, 3)),
        recompute=draw(st.sampled_from(["none", "selective", "full"])),
        sequence_parallel=draw(st.booleans()),
    )


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Return questions that contradict nothing: any model, layout, GPU, framework and precision."""
    shape = draw(shapes())
    layout = draw(layouts(shape))
    names = ["", *(pattern for one in all_traits() for pattern in one.matches)]
    return Question(
        model=shape,
        scenario=Scenario(
            purpose=draw(st.sampled_from(["pre-training", "fine-tuning", "lora"])),
            seq_len=draw(st.sampled_from([512, 4096, 32_768, 131_072])),
            global_batch=layout.data * layout.micro_batch * draw(st.integers(1, 64)),
        ),
        gpu=draw(st.sampled_from(all_gpus())),
        layout=layout,
        stack=Stack(
            framework=draw(st.sampled_from(names)),
            precision=draw(st.sampled_from(["fp32", "tf32", "fp16", "bf16", "fp8", "mxfp8", "nvfp4"])),
            offload=draw(st.booleans()),
        ),
    )
