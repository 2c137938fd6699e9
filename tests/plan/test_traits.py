import re
import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest
from paper_questions import A100, H100

from trainward.plan.parts import find_gpu
from trainward.plan.traits import Traits, all_traits, traits_of
from trainward.records.layout import Stack

PATTERNS = [(one, pattern) for one in all_traits() for pattern in one.matches]
FOLDER = files("trainward.plan").joinpath("frameworks")
FILES = sorted(one.name for one in FOLDER.iterdir() if one.name.endswith(".toml"))


def test_every_file_is_a_generation_of_software() -> None:
    assert [f"{one.name}.toml" for one in all_traits()] == FILES


@pytest.mark.parametrize("name", FILES)
def test_every_file_names_its_source(name: str) -> None:
    assert tomllib.loads(FOLDER.joinpath(name).read_text(encoding="utf-8"))["source"]


@pytest.mark.parametrize("one", all_traits(), ids=lambda one: one.name)
def test_every_generation_has_sensible_figures(one: Traits) -> None:
    assert one.says
    assert one.grad_bytes in (2, 4)
    assert one.main_grad_bytes in (2, 4)
    assert 4 <= one.logit_bytes <= 18
    assert 0 <= one.slack < 0.5
    assert 0 < one.context_gib < 10


@pytest.mark.parametrize(("one", "pattern"), PATTERNS, ids=lambda value: getattr(value, "name", value))
def test_every_name_that_a_generation_knows_leads_to_it(one: Traits, pattern: str) -> None:
    gpu = A100 if one.older_only else H100

    assert traits_of(Stack(pattern), gpu) == one
    assert traits_of(Stack(f"{pattern.upper()} 1.2"), gpu) == one


def test_no_two_generations_of_one_time_share_a_name() -> None:
    names = [pattern for one, pattern in PATTERNS if not one.older_only]

    assert len(names) == len(set(names))


def test_every_name_is_a_pattern_that_matches_itself() -> None:
    assert all(re.search(pattern, pattern) for _, pattern in PATTERNS)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Megatron-DeepSpeed 1F1B", "megatron-deepspeed"),
        ("DeepSpeed 0.14", "deepspeed"),
        ("Megatron-LM 0.14", "megatron-core"),
        ("Megatron-Core r0.8.0", "megatron-core"),
        ("NeMo 25.04", "megatron-core"),
        ("torchtitan (FSDP)", "torchtitan"),
        ("PyTorch FSDP2", "torchtitan"),
        ("PyTorch FSDP", "fsdp"),
        ("MaxText / JAX", "jax"),
        ("GPT-NeoX", "gpt-neox"),
        ("Meta internal", "unknown-from-2023"),
    ],
)
def test_the_longest_known_part_of_a_name_counts(written: str, name: str) -> None:
    assert traits_of(Stack(written), H100).name == name


def test_megatron_without_a_version_is_the_old_one_on_old_accelerators_only() -> None:
    assert traits_of(Stack("Megatron-LM"), A100).name == "megatron-before-2023"
    assert traits_of(Stack("Megatron-LM"), find_gpu("V100-SXM2-32GB")).name == "megatron-before-2023"
    assert traits_of(Stack("Megatron-LM"), H100).name == "megatron-core"


@pytest.mark.parametrize("written", ["", "my own trainer", "???"])
def test_unknown_software_is_judged_by_the_year_of_the_accelerator(written: str) -> None:
    assert traits_of(Stack(written), A100).name == "unknown-before-2023"
    assert traits_of(Stack(written), H100).name == "unknown-from-2023"


@pytest.mark.parametrize(("year", "name"), [(2021, "unknown-before-2023"), (2022, "unknown-from-2023")])
def test_the_year_of_the_h100_is_the_first_of_modern_software(year: int, name: str) -> None:
    assert traits_of(Stack(), replace(H100, year=year)).name == name


def test_unknown_old_software_hides_nothing() -> None:
    old = traits_of(Stack(), A100)

    assert {old.fused_attention, old.overlap_grad, old.overlap_tensor, old.vendor_attention} == {False}
