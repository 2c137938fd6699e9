"""Which GPUs are looked at where none is named, and which number formats they have."""

import paper_questions as paper
import pytest

from trainward.plan.offered import default_gpus, left_out_sentences, offers, why_left_out
from trainward.plan.parts import all_gpus, find_gpu
from trainward.records.hardware import Precision


def test_the_usual_gpus_have_a_price_and_undisputed_figures() -> None:
    names = {gpu.name for gpu in default_gpus()}

    assert {"A100-SXM-80GB", "H100-SXM-80GB", "H200-SXM-141GB", "B200-SXM-180GB", "GB200"} <= names
    assert not any("RTX" in name or "Ascend" in name or "V100" in name for name in names)
    assert not any(gpu.disputed for gpu in default_gpus())


def test_a_gpu_that_is_named_is_looked_at_whatever_it_is() -> None:
    named = find_gpu("Ascend 910B")

    assert default_gpus([named])[0] == named
    assert len(default_gpus([paper.H100])) == len(default_gpus())


@pytest.mark.parametrize(
    ("name", "precision", "has"),
    [
        ("A100", "bf16", True),
        ("A100", "fp8", False),
        ("H100", "fp8", True),
        ("H100", "mxfp8", False),
        ("B200", "mxfp8", True),
        ("B200", "nvfp4", True),
        ("MI300X", "fp8", True),
        ("MI355X", "nvfp4", False),
        ("V100", "bf16", False),
        ("V100", "fp16", True),
    ],
)
def test_a_gpu_has_the_number_formats_of_its_generation(name: str, precision: Precision, has: bool) -> None:
    assert offers(find_gpu(name), precision) is has


def test_a_price_counts_only_where_money_does() -> None:
    unpriced = find_gpu("MI300X")

    assert why_left_out(unpriced, "bf16", money_counts=False) == ""
    assert "no cloud price" in why_left_out(unpriced, "bf16", money_counts=True)
    assert why_left_out(paper.H100, "bf16", money_counts=True) == ""


def test_gpus_that_are_left_out_for_one_reason_are_told_together() -> None:
    told = left_out_sentences(all_gpus(), "nvfp4", money_counts=False)

    assert len(told) == 1
    assert told[0].endswith("left out: no matrix products in nvfp4")
    assert "H100-SXM-80GB" in told[0]
