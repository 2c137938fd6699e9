import pytest

from trainward.plan.row_precision import read_precision
from trainward.records.hardware import Precision


@pytest.mark.parametrize("text", ["fp7", "int8", "w8a8", "somehow", "fp32 master weights only"])
def test_a_precision_that_is_not_understood_is_told(text: str) -> None:
    found = read_precision(text)

    assert found.value is None
    assert found.remark == f"precision {text!r} is not understood, taken for empty"


@pytest.mark.parametrize("text", ["", "n/a", "unknown", "mixed", "mixed precision", "16-bit", "mixed (fp32 master)"])
def test_a_cell_that_names_no_format_is_open_without_a_remark(text: str) -> None:
    assert read_precision(text).value is None
    assert read_precision(text).remark == ""


def test_a_strange_format_beside_a_known_one_is_told() -> None:
    found = read_precision("bf16 + fp7")

    assert found.value == "bf16"
    assert found.remark == "precision 'bf16 + fp7': 'fp7' is not understood, bf16 counts"


@pytest.mark.parametrize("half", ["bf16", "fp16"])
@pytest.mark.parametrize(
    "role",
    ["master weights", "gradients", "accumulation", "optimizer states", "reduce-scatter", "softmax", "logits", "Adam"],
)
@pytest.mark.parametrize("form", ["{half} with fp32 {role}", "{half} ({role} in fp32)", "fp32 {role}, {half} compute"])
def test_full_precision_of_something_else_leaves_the_products_at_half(half: Precision, role: str, form: str) -> None:
    assert read_precision(form.format(half=half, role=role)).value == half


@pytest.mark.parametrize(
    "no", ["no fp8", "without fp8", "w/o fp8", "fp8 off", "fp8 not used", "fp8 disabled", "fp8=False"]
)
@pytest.mark.parametrize("form", ["bf16, {no}", "{no}; bf16", "bf16 ({no})"])
def test_a_format_that_is_denied_does_not_count(no: str, form: str) -> None:
    assert read_precision(form.format(no=no)).value == "bf16"
