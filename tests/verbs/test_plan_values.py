"""Values as people type them."""

import pytest

from trainward.errors import PlanError
from trainward.records.layout import Layout
from trainward.verbs.plan_values import amount, layout, shape, whole


@pytest.mark.parametrize(
    ("text", "value"),
    [("300B", 3e11), ("1.5T", 1.5e12), ("2e12", 2e12), ("4096", 4096), ("4_096", 4096), ("1,000", 1000), ("2 m", 2e6)],
)
def test_amounts_are_read_with_their_units(text: str, value: float) -> None:
    assert amount(text, "--tokens") == value


@pytest.mark.parametrize("text", ["", "many", "-3B", "0", "1e400", "3X", "nan", "٣"])
def test_what_is_no_amount_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(PlanError, match=r"--tokens .*write it as 300B"):
        amount(text, "--tokens")


def test_an_amount_beyond_what_can_be_meant_is_refused_with_the_most() -> None:
    with pytest.raises(PlanError, match="--tokens '2P': it is more than can be meant; give 1,000 at most"):
        amount("2P", "--tokens", 1000)


@pytest.mark.parametrize(("text", "value"), [("8k", 8000), ("1e3", 1000), ("4096", 4096), ("1.5k", 1500)])
def test_whole_numbers_are_read_as_amounts(text: str, value: int) -> None:
    assert whole(text, "--gpus", 1e6) == value


def test_what_is_not_whole_is_refused() -> None:
    with pytest.raises(PlanError, match=r"--gpus '1\.5': it is not whole"):
        whole("1.5", "--gpus", 1e6)


def test_sizes_of_a_sample_are_read() -> None:
    assert shape("3x224x224", "--input") == (3, 224, 224)
    assert shape("512", "--input") == (512,)


@pytest.mark.parametrize("text", ["", "3x", "axb", "0x2", "-1", "²x2", "9" * 5000])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(PlanError, match="3x224x224"):
        shape(text, "--input")


def test_a_sample_of_more_elements_than_can_be_meant_is_refused() -> None:
    with pytest.raises(PlanError, match="1,000,000,000 elements at most"):
        shape("100000x100000", "--input")


def test_a_layout_of_more_gpus_than_there_are_is_refused() -> None:
    with pytest.raises(PlanError, match="8,000,000 GPUs, and 1,000,000 are the most"):
        layout("tp=8 dp=1000000", None)


def test_data_fills_up_what_a_layout_does_not_tell() -> None:
    found = layout("tp=4 pp=8 mb=2 recompute=full", 256)

    assert found == Layout(gpus=256, tensor=4, pipeline=8, data=8, micro_batch=2, recompute="full")


def test_a_layout_without_a_number_of_gpus_multiplies_to_it() -> None:
    assert layout("tp=2,pp=2,dp=3,zero=3,vp=2,ep=1,cp=1", None).gpus == 12


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("tpp=4", "did you mean tp"),
        ("xyz=4", "known are tp"),
        ("tp=four", "tp=4"),
        ("recompute=some", "none, selective"),
        ("tp=0", "tp=0: no whole number from 1"),
        ("pp=0", "pp=0: no whole number from 1"),
        ("cp=0", "cp=0: no whole number from 1"),
        ("tp=²", "no whole number"),
        ("tp=" + "9" * 5000, "no whole number"),
        ("tp=2 tp=4", "tp is told 2 times"),
        ("tp=2 tensor=2", "tensor is told 2 times"),
        ("recompute=full recompute=none", "recompute is told 2 times"),
    ],
)
def test_a_wrong_word_of_a_layout_is_named(text: str, hint: str) -> None:
    with pytest.raises(PlanError, match=hint):
        layout(text, 8)
