import paper_questions as paper
import pytest

from trainward.plan.usual import usual_gpus, usual_sequences
from trainward.records.model_shape import ModelShape

SIZES = [paper.gpt(12, 768, 12), paper.gpt(24, 2048, 16), paper.LLAMA_8B, paper.LLAMA_70B, paper.gpt(128, 25600, 160)]


@pytest.mark.parametrize("shape", [*SIZES, paper.DEEPSEEK], ids=lambda one: one.name)
def test_usual_numbers_are_powers_of_two(shape: ModelShape) -> None:
    gpus = usual_gpus(shape)
    sequences = usual_sequences(shape, 4096, gpus)

    assert gpus & (gpus - 1) == 0
    assert sequences & (sequences - 1) == 0
    assert 8 <= gpus <= 8192
    assert sequences >= 1


def test_a_larger_model_has_no_fewer_gpus_and_no_smaller_batch() -> None:
    gpus = [usual_gpus(shape) for shape in SIZES]
    batches = [usual_sequences(shape, 4096, 64) for shape in SIZES]

    assert gpus == sorted(gpus)
    assert batches == sorted(batches)


def test_longer_sequences_are_fewer() -> None:
    few, many = (usual_sequences(paper.LLAMA_8B, length, 64) for length in (65_536, 2048))

    assert many == 32 * few


@pytest.mark.parametrize("gpus", [40, 56, 97, 440, 1000, 2240, 7 * 4096])
def test_a_batch_divides_among_an_odd_number_of_gpus(gpus: int) -> None:
    usual = usual_sequences(paper.LLAMA_8B, 4096, 64)

    found = usual_sequences(paper.LLAMA_8B, 4096, gpus)

    assert any(gpus % ranks == 0 and found % (gpus // ranks) == 0 for ranks in (1, 2, 4, 8, 16, 32))
    assert usual / 2 <= found <= 2 * usual


def test_sequences_longer_than_a_batch_are_still_one() -> None:
    assert usual_sequences(paper.LLAMA_8B, 2**30, 64) == 1
