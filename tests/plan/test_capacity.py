from dataclasses import replace

import paper_questions as paper
import pytest

from trainward.plan.capacity import capacity_gib, device_gib, middle_device_gib
from trainward.plan.memory import GIB, allocated_bytes, memory_use
from trainward.plan.parts import find_gpu


@pytest.mark.parametrize(
    ("gpu", "told"),
    [
        ("H100", 79.1), ("A100-SXM-40GB", 39.4), ("B200", 178.4), ("H200-SXM-141GB", 139.8), ("L40S", 44.4),
        ("T4", 14.6), ("B300", 267.7), ("GB300", 276.5), ("MI300X", 191.5), ("TPU v4", 30.75),
    ],
)  # fmt: skip
def test_the_capacity_is_nearly_and_never_more_than_what_torch_tells(gpu: str, told: float) -> None:
    assert 0.99 * told < capacity_gib(find_gpu(gpu)) <= told


def test_a_part_that_nobody_measured_is_taken_for_one_that_shows_little() -> None:
    assert capacity_gib(replace(find_gpu("H100"), usable_gib=None)) == pytest.approx(0.92 * 80)


def test_the_device_shows_more_than_is_allocated_even_if_nothing_is() -> None:
    traits = paper.traits_for(paper.question())

    assert device_gib(0.0, traits) == traits.context_gib > 0
    assert device_gib(50.0, traits) == pytest.approx(50 * (1 + traits.slack) + traits.context_gib)


def test_the_middle_figure_is_that_of_all_that_is_allocated() -> None:
    asked = paper.question()
    traits = paper.traits_for(asked)

    allocated = allocated_bytes(memory_use(asked, paper.LLAMA_8B, traits)) / GIB

    assert middle_device_gib(asked, paper.LLAMA_8B, traits) == device_gib(allocated, traits)
