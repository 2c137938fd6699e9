import pytest

from trainward.errors import PlanError
from trainward.plan.row_fields import cell, network_gbps_of, number, precision_of, stages_of, whole
from trainward.records.hardware import Precision


@pytest.mark.parametrize("text", ["", " ", "n/a", "NA", "None", "nan", "-", "unknown", "?"])
def test_a_cell_that_says_nothing_is_empty(text: str) -> None:
    assert number({"layers": text}, "layers") is None
    assert whole({"layers": text}, "layers") is None


def test_a_column_that_is_not_there_is_empty() -> None:
    assert number({}, "layers") is None
    assert number({"layers": None}, "layers") is None


def test_a_cell_has_no_blanks_around_it() -> None:
    assert cell({"gpu": "  H100 "}, "gpu") == "H100"
    assert cell({"gpu": None}, "gpu") == cell({}, "gpu") == ""


@pytest.mark.parametrize(("text", "value"), [("8", 8), ("8.0", 8), (" 8 ", 8), ("4,096", 4096), ("1e3", 1000)])
def test_a_number_is_read_as_people_write_it(text: str, value: int) -> None:
    assert whole({"layers": text}, "layers") == value


@pytest.mark.parametrize("text", ["abc", "0", "-1", "inf", "-inf", "1e400", "9" * 5000, "8 layers", "0x10", "1/2", "²"])
def test_what_is_no_positive_number_is_refused_with_its_column(text: str) -> None:
    with pytest.raises(
        PlanError, match=r"^column layers: .* is no positive number; correct it, or leave the cell empty"
    ):
        number({"layers": text}, "layers")


def test_a_long_cell_is_not_shown_whole() -> None:
    with pytest.raises(PlanError) as raised:
        number({"layers": "x" * 10_000}, "layers")

    assert len(str(raised.value)) < 200


@pytest.mark.parametrize("text", ["0.5", "7.5", "1e13"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(PlanError, match=r"^column tp: .* is no whole number"):
        whole({"tp": text}, "tp")


def test_a_decimal_comma_is_not_taken_for_one_between_thousands() -> None:
    with pytest.raises(PlanError, match="params_total_b"):
        number({"params_total_b": "1,5"}, "params_total_b")


@pytest.mark.parametrize(("text", "stages"), [("n/a", 1), ("none", 1), ("-", 1), ("", None), ("6", 6)])
def test_no_virtual_stages_are_one_and_an_empty_cell_leaves_it_open(text: str, stages: int | None) -> None:
    assert stages_of({"vp": text}, "vp") == stages


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("bf16", "bf16"),
        ("BF16-mixed", "bf16"),
        ("bfloat16", "bf16"),
        ("fp16", "fp16"),
        ("half", "fp16"),
        ("AMP", "fp16"),
        ("FP8", "fp8"),
        ("fp8 (e4m3)", "fp8"),
        ("float8 rowwise", "fp8"),
        ("mxfp8", "mxfp8"),
        ("MXFP8 + bf16", "mxfp8"),
        ("nvfp4", "nvfp4"),
        ("tf32", "tf32"),
        ("fp32", "fp32"),
        ("", None),
        ("int4", None),
    ],
)
def test_a_precision_is_found_however_it_is_written(text: str, precision: Precision | None) -> None:
    assert precision_of(text) == precision


@pytest.mark.parametrize(
    ("notes", "gbps"),
    [
        ("InfiniBand, 1600 Gb/s per node", 200),
        ("400 Gb/s per GPU", 400),
        ("100Gb/s per server", 12.5),
        ("fast network", None),
        ("", None),
    ],
)
def test_the_network_of_a_server_is_shared_by_its_gpus(notes: str, gbps: float | None) -> None:
    assert network_gbps_of(notes, 8) == gbps


def test_gigabytes_are_not_taken_for_gigabits() -> None:
    assert network_gbps_of("50 GB/s per GPU", 8) in (None, 400)
